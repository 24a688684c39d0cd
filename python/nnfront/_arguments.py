"""Arguments of the package's functions, checked: what is wrong is one line, a TypeError for a type and an Error for a value."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from nnfront import _core

EXAMPLE = "{'data': (1, 3, 224, 224)}"


def path(value: str | os.PathLike, name: str) -> str:
    if not isinstance(value, (str, bytes, os.PathLike)):
        raise TypeError(f"{name}: got {type(value).__name__}, wanted a path")
    return os.fsdecode(value)


def text(value: str, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{name}: got {type(value).__name__}, wanted a string")
    return value


def integer(value: int, name: str, least: int, most: int) -> int:
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name}: got {type(value).__name__}, wanted an integer")
    number = value.__index__()
    if not least <= number <= most:
        raise _core.Error(f"{name}: got {number}, wanted {least} to {most}")
    return number


def threads(value: int) -> int:
    return integer(value, "threads", 0, 1024)


def number(value: float, name: str) -> float:
    if isinstance(value, (str, bytes)) or not (hasattr(value, "__float__") or hasattr(value, "__index__")):
        raise TypeError(f"{name}: got {type(value).__name__}, wanted a number")
    return float(value)


def names(value: str | Sequence[str], name: str) -> list[str]:
    """Several strings, or one."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, bytes) or not hasattr(value, "__iter__"):
        raise TypeError(f"{name}: got {type(value).__name__}, wanted strings")
    return [text(each, name) for each in value]


def _dimension(value: int | str, name: str) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        raise TypeError(
            f"{name}: got None in a shape: a size that is not known yet has a name of your choice, as in ('batch', 3, 'h', 'w')"
        )
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise TypeError(f"{name}: got {type(value).__name__} in a shape, wanted integers and words")
    return str(value.__index__())


def shapes(value: Mapping[str, Sequence[int | str] | str] | None, name: str = "inputs") -> dict[str, str]:
    """Shapes by input name, as the text that the compiled part takes."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"{name}: got {type(value).__name__}, wanted shapes by input name, such as {EXAMPLE}")
    result = {}
    for key, shape in value.items():
        if isinstance(shape, bytes) or not hasattr(shape, "__iter__"):
            raise TypeError(f"{name}[{key!r}]: got {type(shape).__name__}, wanted a shape, as in {EXAMPLE}")
        dims = shape if isinstance(shape, str) else ",".join(_dimension(each, f"{name}[{key!r}]") for each in shape)
        result[text(key, f"a key of {name}")] = dims
    return result


def _numpy_type(name: str) -> np.dtype | None:
    try:
        return np.dtype(name)
    except TypeError:  # bfloat16 and smaller types
        return None


def array(value: object, info: _core.ValueInfo) -> np.ndarray:
    """An array for the input ``info``: converted where no element changes (another byte order, float16 for float32), or from numbers."""
    try:
        given = np.asarray(value, order="C")
    except ValueError as failure:  # rows of different lengths
        raise _core.Error(f"input '{info.name}': {failure}") from None
    wanted = _numpy_type(info.dtype)
    if wanted is None or given.dtype == wanted:
        return given
    rule = "safe" if hasattr(value, "dtype") else "same_kind"
    if np.can_cast(given.dtype, wanted, rule):
        return given.astype(wanted, order="C")
    shown = type(value).__name__ if given.dtype == object else str(given.dtype.newbyteorder("="))
    shape = ",".join(map(str, given.shape))
    declared = ",".join(map(str, info.shape))
    remedy = f"; .astype(numpy.{wanted}) converts it" if given.dtype.kind in "fiub" else ""
    raise _core.Error(f"input '{info.name}': got {shown}[{shape}], wanted {info.dtype}[{declared}]{remedy}")


def _dictionary(match: re.Match) -> str:
    given = re.findall(r"--input ([^\s:]+):([^\s;)]+)", match.group(0))
    return "inputs={%s}" % ", ".join(f"'{name}': ({', '.join(shape.split(','))})" for name, shape in given)


def python_words(message: str) -> str:
    """A message that names options of the command line, with the arguments of the functions instead."""
    message = re.sub(r"--input [^\s:]+:[^\s;)]+(?: --input [^\s:]+:[^\s;)]+)*", _dictionary, message)
    message = re.sub(r"--input '?([^\s:']+)'?: ", r"inputs['\1']: ", message)
    return re.sub(r"--output (\S+): ", r"outputs: \1: ", message)


@contextmanager
def in_python_words() -> Iterator[None]:
    try:
        yield
    except _core.Error as error:
        raise _core.Error(python_words(str(error))) from None
