"""The module that model.py in a folder is."""

import importlib.util
from pathlib import Path


def module_of(folder):
    spec = importlib.util.spec_from_file_location("rebuilt", Path(folder) / "model.py")
    rebuilt = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rebuilt)
    return rebuilt


def load(path):
    import torch

    rebuilt = module_of(path)
    network = rebuilt.load()

    def run(inputs):
        with torch.no_grad():
            found = network(*(torch.from_numpy(inputs[name]) for name in rebuilt.INPUTS))
        found = found if isinstance(found, tuple) else (found,)
        return {name: tensor.numpy() for name, tensor in zip(rebuilt.OUTPUTS, found)}

    return run
