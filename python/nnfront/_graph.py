"""A compiled graph: looked at, counted, run and saved."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from nnfront import _arguments, _core, _torch

if TYPE_CHECKING:
    import torch

PathLike = "str | os.PathLike"


class Complexity:
    """What running a graph takes. ``str()`` is the line that ``nnfront complexity`` prints.

    ``dense_flops`` are effective multiply-accumulates plus one per residual addition; ``sparse_flops`` the same over non-zero
    weights. ``nnz`` and ``sparsity`` (0 to 1) are over convolution and fully connected weights.
    """

    def __init__(self, model: _core.Model):
        self._line = model.complexity_line()
        self._table = model.complexity_table
        self._json = json.loads(model.complexity_json(True))
        self.nnz: int = self._json["nnz"]
        self.sparsity: float = self._json["sparsity"]
        self.dense_flops: float = self._json["dense_flops"]
        self.sparse_flops: float = self._json["sparse_flops"]

    @property
    def layers(self) -> list[dict]:
        """One dictionary per node that computes something: id, name, op and its figures."""
        return self._json["layers"]

    def to_dict(self) -> dict:
        """Everything, as in ``nnfront complexity --per-layer --json``."""
        return self._json

    def table(self) -> str:
        """A table for people, one line per layer."""
        return self._table()

    def __str__(self) -> str:
        return self._line

    __repr__ = __str__


class _Parameters(Mapping):
    """Parameters by name, as read-only NumPy arrays; each is read from its file when it is asked for."""

    def __init__(self, model: _core.Model):
        self._model = model
        self._names = model.parameter_names

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._names:
            raise KeyError(name)
        return self._model.parameter(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class Graph:
    """One IR graph with its parameters. Made by :func:`nnfront.compile` or :func:`nnfront.load`.

    ``fused`` and ``report`` are set on what ``compile`` returns: the folded form of the same model, and what
    compile_report.json holds; otherwise ``None``.
    """

    def __init__(self, model: _core.Model, fused: Graph | None = None, report: dict | None = None):
        self._model = model
        self.fused = fused
        self.report = report

    @property
    def kind(self) -> str:
        """``"reconstruct"``, ``"fused"`` or ``"quantized"``."""
        return self._model.kind

    @property
    def inputs(self) -> list[_core.ValueInfo]:
        """The graph's inputs, in the order that :meth:`run` takes them."""
        return self._model.inputs

    @property
    def outputs(self) -> list[_core.ValueInfo]:
        """The graph's outputs, in the order that :meth:`run` gives them."""
        return self._model.outputs

    @property
    def nodes(self) -> list[_core.NodeInfo]:
        """All nodes in topological order, parameters included."""
        return self._model.nodes

    @property
    def parameters(self) -> Mapping[str, np.ndarray]:
        """Parameters by the source's names, read when asked for."""
        return _Parameters(self._model)

    def complexity(self, inputs: Mapping[str, Sequence[int] | str] | None = None) -> Complexity:
        """Counts parameters and MACs from the real weights.

        ``inputs``: shapes by input name for which to count instead of the graph's own; needed where these have symbols (Error).
        """
        with _arguments.in_python_words():
            return Complexity(self._model.with_input_shapes(_arguments.shapes(inputs)) if inputs else self._model)

    def run(
        self,
        *inputs: np.typing.ArrayLike | Mapping[str, np.typing.ArrayLike],
        values: Sequence[str] | str = (),
        engine: str = "onednn",
        threads: int = 0,
    ) -> np.ndarray | dict[str, np.ndarray]:
        """Runs the graph.

        ``inputs``: arrays in order, or one mapping from input name to array; the batch may be any. Lists of numbers and arrays whose
        elements the graph's type holds exactly are converted; others (float64 for float32) are an Error.
        ``values``: further values to return, by id (``"12:0"``) or name, or ``"all"``.
        ``engine``: ``"onednn"`` (fast) or ``"reference"`` (the definition). ``threads``: 0 for all processors; the result does
        not depend on it.

        Returns one array for a graph with one output, else arrays by output name; with ``values``, those too, each under what was
        asked for (``"all"``: under ids). An id that both forms of a model have names the same tensor in both.
        Raises Error where an input does not fit.
        """
        wanted = _arguments.names(values, "values")
        arrays = self._in_order(inputs)
        results, keys = self._model.run(arrays, _arguments.text(engine, "engine"), _arguments.threads(threads), wanted)
        if len(self._model.outputs) == 1 and not wanted:
            return results[0]
        return dict(zip(keys, results))

    def _in_order(self, inputs: Sequence) -> list[np.ndarray]:
        infos = self._model.inputs
        names = [info.name for info in infos]
        if len(inputs) == 1 and isinstance(inputs[0], Mapping):
            given = inputs[0]
            if set(names) != set(given):
                raise _core.Error(f"inputs: got {sorted(map(str, given))}, wanted {names}")
            inputs = [given[name] for name in names]
        if len(inputs) != len(infos):
            raise _core.Error(f"got {len(inputs)} inputs, the graph has {len(infos)}: {', '.join(names)}")
        return [_arguments.array(value, info) for value, info in zip(inputs, infos)]

    def save(self, graph_json: PathLike, parameters_npz: PathLike) -> None:
        """Writes the two files of an IR; each appears whole or not at all."""
        self._model.save(_arguments.path(graph_json, "graph_json"), _arguments.path(parameters_npz, "parameters_npz"))

    def to_torch(self, *, trainable: bool = True) -> torch.nn.Module:
        """The graph as a live ``torch.nn.Module``: the ``model.py`` that ``nnfront reconstruct --to torch`` writes, run.

        ``forward`` takes the graph's inputs in order and returns its outputs; the batch may be any. The module is in evaluation mode;
        after ``.train()`` it trains by the source's rules. Keys of ``state_dict()`` are the source's names of parameters.
        ``trainable``: the fused form, whose layers are folded together, is an Error unless this is ``False``; no parameter asks for
        gradients then.
        Needs the packages torch and safetensors. Raises Error that lists every node that torch lacks.
        """
        return _torch.module_of(self._model, bool(trainable))

    reconstruct_torch = to_torch

    def text(self) -> str:
        """The graph in the text form that the documentation uses."""
        return self._model.text()

    def __copy__(self) -> Graph:
        return Graph(self._model, self.fused, self.report)

    def __deepcopy__(self, memo: dict) -> Graph:
        # What is in the graph itself does not change, so copies may share it.
        return Graph(self._model, copy.deepcopy(self.fused, memo), copy.deepcopy(self.report, memo))

    def __reduce__(self):
        raise TypeError("a Graph cannot be pickled: save() it and load() the files where it is needed")

    def __repr__(self) -> str:
        ins = ", ".join(map(repr, self.inputs))
        outs = ", ".join(map(repr, self.outputs))
        return f"<nnfront.Graph {self.kind}: {ins} -> {outs}, {len(self.nodes)} nodes>"


def load(graph_json: PathLike, parameters_npz: PathLike = "") -> Graph:
    """Reads an IR. Without its parameters a graph can be looked at and counted as dense, but not run."""
    return Graph(_core.Model.load(_arguments.path(graph_json, "graph_json"), _arguments.path(parameters_npz, "parameters_npz")))
