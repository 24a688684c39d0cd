"""A live PyTorch module of a graph. Its only definition is the source that is written for torch: that is run here. torch itself is
imported when a module is asked for."""

from __future__ import annotations

import itertools
import linecache
import sys
import tempfile
import types
from pathlib import Path
from typing import TYPE_CHECKING

from nnfront import _core

if TYPE_CHECKING:
    import torch

_numbers = itertools.count()


def _run(source: str) -> types.ModuleType:
    """The source as a module of its own, which tracebacks and torch.compile can look up."""
    module = types.ModuleType(f"nnfront_rebuilt_{next(_numbers)}")
    file = f"<{module.__name__}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    sys.modules[module.__name__] = module
    exec(compile(source, file, "exec"), module.__dict__)
    return module


def module_of(model: _core.Model, trainable: bool) -> torch.nn.Module:
    if trainable and model.kind != "reconstruct":
        raise _core.Error(
            f"the {model.kind} form does not train, since its layers are folded together: "
            "got trainable=True, wanted trainable=False or the form that compile() returns"
        )
    try:
        import safetensors  # noqa: F401  (the source reads its weights by it)
        import torch  # noqa: F401
    except ImportError as failure:
        raise _core.Error(f"a live module needs the packages torch and safetensors: {failure}") from failure
    with tempfile.TemporaryDirectory() as folder:
        _core.reconstruct(model, folder, "torch")
        rebuilt = _run((Path(folder) / "model.py").read_text(encoding="utf-8"))
        network = rebuilt.load(folder)
    return network if trainable else network.requires_grad_(False)
