"""From a trained model's files to the two compiled forms."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping, Sequence

from nnfront import _arguments, _core
from nnfront._graph import Graph


def _describe(options, framework: str, epoch: int, inputs: Mapping[str, Sequence | str] | None) -> None:
    options.framework = _arguments.text(framework, "framework")
    options.epoch = _arguments.integer(epoch, "epoch", -1, 9999)
    options.inputs = _arguments.shapes(inputs)


def compile(  # noqa: A001  (the name users expect)
    model: str | os.PathLike,
    *,
    framework: str = "",
    epoch: int = -1,
    inputs: Mapping[str, Sequence[int | str]] | None = None,
    outputs: Sequence[str] = (),
    out: str | os.PathLike | None = None,
    png: bool = True,
    verify: bool = False,
    distance_limit: float = 1e-4,
    threads: int = 0,
) -> Graph:
    """Reads a model and compiles it; no framework is needed.

    ``model``: a file or folder of the model, or its prefix. ``framework``: found out from the content when empty.
    ``epoch``: which parameter file of a prefix; the newest when negative.
    ``inputs``: shapes by input name, where the model does not have them; words are symbols: ``{"data": ("batch", 3, 224, 224)}``
    or ``{"data": "batch,3,224,224"}``.
    ``outputs``: names of nodes to cut the graph at. ``out``: a folder for the six files and compile_report.json; nothing is written
    when it is ``None``. ``verify``: run both forms and record the distance of every value they share; a distance
    above ``distance_limit`` (relative L2) is an Error, the files are written all the same.

    Returns the trainable form; its ``fused`` is the folded form, its ``report`` what compile_report.json holds.
    Raises Error that lists everything that is not covered.
    """
    path = _arguments.path(model, "model")
    options = _core.CompileOptions()
    _describe(options, framework, epoch, inputs)
    options.outputs = _arguments.names(outputs, "outputs")
    options.out_directory = "" if out is None else _arguments.path(out, "out")
    options.png = bool(png)
    options.verify = bool(verify)
    options.distance_limit = _arguments.number(distance_limit, "distance_limit")
    options.threads = _arguments.threads(threads)
    with _arguments.in_python_words():
        result = _core.compile(path, options)
    for note in result.notes:
        warnings.warn(_arguments.python_words(note), stacklevel=2)
    if result.verify_failure:
        raise _core.Error(f"{path}: {result.verify_failure}")
    return Graph(result.reconstruct, fused=Graph(result.fused), report=json.loads(result.report_json))


def inspect(
    model: str | os.PathLike, *, framework: str = "", epoch: int = -1, inputs: Mapping[str, Sequence[int | str]] | None = None
) -> dict:
    """What is in a model and what nnfront makes of it: inputs, outputs, operators with their fate, parameters, and what is missing.

    Of a graph file that nnfront wrote: its nodes with their ids.
    """
    path = _arguments.path(model, "model")
    options = _core.InspectOptions()
    options.text = False
    _describe(options, framework, epoch, inputs)
    with _arguments.in_python_words():
        return json.loads(_core.inspect(path, options).json)
