"""The Relax module that model.py in a folder is, compiled for this processor."""

import importlib.util
import sys
from pathlib import Path


def module_of(folder):
    spec = importlib.util.spec_from_file_location("rebuilt", Path(folder) / "model.py")
    rebuilt = importlib.util.module_from_spec(spec)
    sys.modules["rebuilt"] = rebuilt  # TVMScript looks for its own source there
    spec.loader.exec_module(rebuilt)
    return rebuilt


def load(path):
    import tvm

    rebuilt = module_of(path)
    machine = tvm.relax.VirtualMachine(tvm.compile(rebuilt.Module, target="llvm"), tvm.cpu())
    weights = [tvm.runtime.tensor(weight) for weight in rebuilt.parameters()]

    def run(inputs):
        found = machine["main"](*(tvm.runtime.tensor(inputs[name]) for name in rebuilt.INPUTS), *weights)
        found = [found] if isinstance(found, tvm.runtime.Tensor) else list(found)
        return {name: tensor.numpy() for name, tensor in zip(rebuilt.OUTPUTS, found)}

    return run
