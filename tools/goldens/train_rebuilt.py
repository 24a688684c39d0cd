"""One step of training of a rebuilt network: train_rebuilt.py TARGET MODEL INPUTS.npz OUT.npz, run by the target's environment.

INPUTS has `data` and `weights`, those of the outputs in the loss; OUT gets "grad:NAME" and "after:NAME" by the source's names of parameters
(training_networks.py).
"""

import sys

import numpy as np
from rebuilt_targets import EMIT


def torch(model, data, weights):
    import torch as package

    sys.path.insert(0, str(EMIT / "torch"))
    from load_rebuilt import module_of

    network = module_of(model).load().train()
    loss = (network(package.from_numpy(data)) * package.from_numpy(weights)).sum()
    loss.backward()
    step = {}
    for name, tensor in network.state_dict(keep_vars=True).items():
        if isinstance(tensor, package.nn.Parameter):
            step[f"grad:{name}"] = np.zeros(tensor.shape, np.float32) if tensor.grad is None else tensor.grad.numpy()
        else:
            step[f"after:{name}"] = tensor.numpy()
    return step


STEPS = {"torch": torch}


def main():
    target, model, inputs, out = sys.argv[1:]
    with np.load(inputs) as given:
        np.savez(out, **STEPS[target](model, given["data"], given["weights"]))


if __name__ == "__main__":
    main()
