"""A case of mxnet_operators.py, and how what an operator reads is drawn (mxnet_operators.drawn)."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Case:
    operator: str
    inputs: dict
    attributes: dict = field(default_factory=dict)
    variant: str = ""
    build: Callable | None = None  # instead of the operator: from the module of symbols and the variables
    conditioning: float = 1.0
    needs_vnni: bool = False

    @property
    def name(self) -> str:
        return self.operator.replace(".", "_") + (f"-{self.variant}" if self.variant else "")


def normal(*shape):
    return ("normal", shape)


def uniform(low, high, *shape):
    return ("uniform", low, high, shape)


def integers(low, high, *shape):
    return ("integers", low, high, shape)


def distinct(*shape):
    return ("distinct", shape)


def boxes(size, *shape):
    return ("boxes", shape, size)


def parameter(how):
    """A part of the model, not an input of it."""
    return ("parameter", how)
