"""Networks for training.py and one step of their training by MXNet: training_networks.py FOLDER, run by the environment "mxnet".

FOLDER/<network>/: net-symbol.json and net-0000.params before the step, input.json (the input's shape), step_inputs.npz (data and the
weight of every output in the loss, a weighted sum), step.npz (gradients as "grad:NAME", running statistics after it as "after:NAME").
"""

import json
import sys
from pathlib import Path

import mxnet as mx
import numpy as np
from mxnet import autograd, gluon
from mxnet.gluon import nn


def convolutions():
    """Strides, dilation, groups, a depthwise and a transposed convolution, paddings on one side.

    In front of a batch norm no layer has a bias, here and below: its gradient is nothing but what rounding leaves of 0.
    """
    net = nn.HybridSequential(prefix="net_")
    with net.name_scope():
        net.add(
            nn.Conv2D(8, 3, strides=(2, 1), padding=(1, 0), groups=2, use_bias=False, in_channels=4),
            nn.BatchNorm(momentum=0.8, in_channels=8),
            nn.LeakyReLU(0.2),
            gluon.nn.HybridLambda(lambda F, x: F.pad(x, mode="constant", pad_width=(0, 0, 0, 0, 1, 2, 0, 1), constant_value=0)),  # noqa: N803
            nn.Conv2D(8, 3, dilation=2, padding=1, use_bias=False, in_channels=8),
            nn.BatchNorm(in_channels=8, epsilon=1e-3),
            nn.Activation("relu"),
            nn.Conv2D(8, 3, groups=8, padding=1, in_channels=8),
            nn.PReLU(in_channels=8),
            nn.Conv2DTranspose(6, 4, strides=2, padding=1, output_padding=1, in_channels=8),
            nn.MaxPool2D(3, 2, padding=1, ceil_mode=True),
            nn.AvgPool2D(2, 2),
            nn.Dropout(0),
            nn.Flatten(),
            nn.Dense(5),
        )
    return net, (3, 4, 17, 15)


def norms():
    """Batch norms without a scale, with fixed statistics and behind a fully connected layer; layer and group norms."""
    net = nn.HybridSequential(prefix="net_")
    with net.name_scope():
        net.add(
            nn.Conv2D(6, 3, padding=1, use_bias=False, in_channels=3),
            nn.BatchNorm(scale=False, in_channels=6),
            nn.Activation("tanh"),
            nn.Conv2D(6, 3, padding=1, in_channels=6),
            nn.BatchNorm(use_global_stats=True, in_channels=6),
            nn.Activation("sigmoid"),
            nn.Conv2D(6, 3, strides=2, use_bias=False, in_channels=6),
            nn.BatchNorm(center=False, in_channels=6),
            nn.GroupNorm(num_groups=3),
            nn.Activation("relu"),
            nn.GlobalAvgPool2D(),
            nn.Flatten(),
            nn.Dense(7, use_bias=False, in_units=6),
            nn.BatchNorm(in_channels=7),
            nn.LayerNorm(in_channels=7),
            nn.Dense(4, in_units=7),
        )
    return net, (4, 3, 9, 9)


class Block(gluon.HybridBlock):
    """A residual block, twice the same and once with a stride: what is folded into a class."""

    def __init__(self, channels, strides, samples_down, **options):
        super().__init__(**options)
        with self.name_scope():
            self.body = nn.HybridSequential(prefix="")
            self.body.add(nn.Conv2D(channels, 3, strides, 1, use_bias=False), nn.BatchNorm(), nn.Activation("relu"))
            self.body.add(nn.Conv2D(channels, 3, 1, 1, use_bias=False), nn.BatchNorm())
            self.downsample = None
            if samples_down:
                self.downsample = nn.HybridSequential(prefix="downsample_")
                with self.downsample.name_scope():
                    self.downsample.add(nn.Conv2D(channels, 1, strides, use_bias=False), nn.BatchNorm())

    def hybrid_forward(self, F, x):  # noqa: N803  (the argument's name is gluon's)
        return F.Activation(self.body(x) + (self.downsample(x) if self.downsample else x), act_type="relu")


def residual():
    net = nn.HybridSequential(prefix="net_")
    with net.name_scope():
        net.add(nn.Conv2D(8, 3, 1, 1, use_bias=False, in_channels=3), nn.BatchNorm(), nn.Activation("relu"))
        for i, (channels, strides, samples_down) in enumerate([(8, 1, False), (8, 1, False), (16, 2, True), (16, 1, False), (24, 2, True)]):
            net.add(Block(channels, strides, samples_down, prefix=f"stage{channels // 8}_block{i}_"))
        net.add(nn.GlobalAvgPool2D(), nn.Dense(10))
    return net, (4, 3, 16, 16)


NETWORKS = {"convolutions": convolutions, "norms": norms, "residual": residual}


def write(name: str, folder: Path) -> None:
    folder.mkdir(parents=True)
    mx.random.seed(7)
    random = np.random.default_rng(3)
    net, shape = NETWORKS[name]()
    net.initialize(mx.init.Normal(0.3))
    net.hybridize()
    data = mx.nd.array(random.uniform(-1, 1, shape).astype(np.float32))
    net(data)
    for parameter in net.collect_params().values():  # statistics, scales and shifts that are not 0 and 1
        if parameter.name.endswith(("gamma", "beta", "running_mean", "running_var")):
            parameter.set_data(mx.nd.array(random.uniform(0.5, 1.5, parameter.shape)))
    net.export(str(folder / "net"))
    # As one graph MXNet 1.9.1 gives a quarter of a PReLU's gradient, as finite differences show; step by step it is right.
    net.hybridize(active=False)
    weights = mx.nd.array(random.uniform(-1, 1, net(data).shape).astype(np.float32))
    with autograd.record():
        loss = (net(data) * weights).sum()
    loss.backward()
    step = {}
    for key, parameter in net.collect_params().items():
        if parameter.grad_req != "null":
            step[f"grad:{key}"] = parameter.grad().asnumpy()
        if key.endswith(("running_mean", "running_var")):
            step[f"after:{key}"] = parameter.data().asnumpy()
    np.savez(folder / "step.npz", **step)
    np.savez(folder / "step_inputs.npz", data=data.asnumpy(), weights=weights.asnumpy())
    (folder / "input.json").write_text(json.dumps(shape))


def main() -> None:
    for name in NETWORKS:
        write(name, Path(sys.argv[1]) / name)


if __name__ == "__main__":
    main()
