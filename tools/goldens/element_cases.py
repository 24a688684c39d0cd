"""Operators that compute element by element: functions of one operand, of two, and of one and a number in the graph."""

from operator_case import Case, integers, normal, uniform

# Where each function is drawn: away from poles and, where it jumps, on both sides of the jump.
UNARY = {
    "relu": (-2, 2),
    "sigmoid": (-4, 4),
    "softsign": (-4, 4),
    "hard_sigmoid": (-5, 5),
    "_copy": (-2, 2),
    "abs": (-2, 2),
    "negative": (-2, 2),
    "sign": (-2, 2),
    "exp": (-3, 3),
    "expm1": (-2, 2),
    "log": (0.1, 4),
    "log1p": (-0.6, 4),
    "log2": (0.1, 4),
    "log10": (0.1, 4),
    "sqrt": (0, 4),
    "rsqrt": (0.2, 4),
    "cbrt": (-3, 3),
    "rcbrt": (0.2, 4),
    "reciprocal": (0.3, 3),
    "square": (-3, 3),
    "sin": (-4, 4),
    "cos": (-4, 4),
    "tan": (-1.2, 1.2),
    "arcsin": (-0.95, 0.95),
    "arccos": (-0.95, 0.95),
    "arctan": (-4, 4),
    "sinh": (-2, 2),
    "cosh": (-2, 2),
    "tanh": (-2, 2),
    "arcsinh": (-4, 4),
    "arccosh": (1.2, 4),
    "arctanh": (-0.9, 0.9),
    "erf": (-2, 2),
}
# Halves and their neighbours: where rounding has to decide.
HALVES = ("values", [[-2.5, -1.5, -0.51, -0.5, -0.49, 0.0], [0.49, 0.5, 0.51, 1.5, 2.5, 3.7]])
ROUNDING = ("floor", "ceil", "round", "trunc", "fix")
SIGNED = {"add": normal, "sub": normal, "mul": normal, "maximum": normal, "minimum": normal}
ELEMENTWISE = ("elemwise_add", "elemwise_sub", "elemwise_mul", "elemwise_div")
SCALAR = ("plus", "minus", "rminus", "mul", "div", "maximum", "minimum")
# Of positive numbers: a division by what is drawn, a remainder, a power.
POSITIVE_SCALAR = ("rdiv", "mod", "rmod", "power", "rpower")


def internal(name: str) -> str:
    """Where MXNet's module of symbols has an operator."""
    return f"_internal.{name}" if name.startswith("_") else name


def broadcast(name: str) -> Case:
    if name in SIGNED:
        return Case(f"broadcast_{name}", {"a": normal(2, 3, 4), "b": normal(1, 3, 1)})
    return Case(f"broadcast_{name}", {"a": uniform(0.5, 4, 2, 3, 4), "b": uniform(0.6, 2, 1, 3, 1)})


ELEMENT_CASES = [
    *[Case(internal(name), {"x": uniform(low, high, 3, 7)}) for name, (low, high) in UNARY.items()],
    *[Case(name, {"x": HALVES}) for name in ROUNDING],
    *[Case(name, {"a": normal(3, 5), "b": uniform(0.5, 2, 3, 5)}) for name in ELEMENTWISE],
    *[broadcast(name) for name in (*SIGNED, "div", "mod", "power")],
    Case("broadcast_mod", {"a": normal(3, 8), "b": uniform(-2, -0.6, 3, 8)}, variant="signed"),
    *[Case(f"_internal._{name}_scalar", {"x": normal(3, 5)}, {"scalar": 0.75}) for name in SCALAR],
    *[Case(f"_internal._{name}_scalar", {"x": uniform(0.6, 4, 3, 5)}, {"scalar": 1.75}) for name in POSITIVE_SCALAR],
    Case("clip", {"x": normal(3, 7)}, {"a_min": -0.5, "a_max": 0.75}),
    Case("Cast", {"x": integers(-9, 9, 3, 5)}, {"dtype": "int32"}),
    Case("Cast", {"x": normal(3, 5)}, {"dtype": "float64"}, "double"),
    Case("amp_cast", {"x": normal(3, 5)}, {"dtype": "float16"}),
]
