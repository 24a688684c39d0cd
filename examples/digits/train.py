#!/usr/bin/env python3
"""Trains the digits model of this folder in MXNet and exports it. Run by the Python of the environment `digits`:

    $(tools/envs.py digits) examples/digits/train.py

Data: scikit-learn's handwritten digits, 1,797 images of 8x8 pixels, 0 to 16 (from the UCI Optical Recognition of Handwritten
Digits data set). The last fifth of a seeded permutation is the test set. Pixels are divided by 16. Writes beside this file:

    digits-symbol.json, digits-0000.params   the network as MXNet exports it
    digits-images.npy                        float32 [360, 1, 8, 8], the test images as the network takes them
    digits-labels.npy                        int64 [360]

One thread and fixed seeds: the same machine gives the same files.
"""

import os

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MXNET_SUBGRAPH_BACKEND"] = "NONE"

from pathlib import Path  # noqa: E402

import mxnet as mx  # noqa: E402
import numpy as np  # noqa: E402
from mxnet import autograd, gluon, nd  # noqa: E402
from sklearn.datasets import load_digits  # noqa: E402

HERE = Path(__file__).resolve().parent
SEED = 7
EPOCHS = 30
BATCH = 32
TEST_IMAGES = 360


class Residual(gluon.nn.HybridBlock):
    """relu(x + bn(conv(relu(bn(conv(x))))))"""

    def __init__(self, channels, **options):
        super().__init__(**options)
        with self.name_scope():
            self.body = gluon.nn.HybridSequential()
            self.body.add(
                gluon.nn.Conv2D(channels, 3, padding=1, use_bias=False, in_channels=channels),
                gluon.nn.BatchNorm(in_channels=channels),
                gluon.nn.Activation("relu"),
                gluon.nn.Conv2D(channels, 3, padding=1, use_bias=False, in_channels=channels),
                gluon.nn.BatchNorm(in_channels=channels),
            )

    def hybrid_forward(self, F, x):  # noqa: N803 (gluon's name)
        return F.Activation(x + self.body(x), act_type="relu")


def network():
    net = gluon.nn.HybridSequential(prefix="digits_")
    with net.name_scope():
        net.add(
            gluon.nn.Conv2D(16, 3, padding=1, in_channels=1),
            gluon.nn.BatchNorm(in_channels=16),
            gluon.nn.Activation("relu"),
            Residual(16),
            gluon.nn.MaxPool2D(2),
            gluon.nn.Conv2D(32, 3, padding=1, use_bias=False, in_channels=16),
            gluon.nn.BatchNorm(in_channels=32),
            gluon.nn.Activation("relu"),
            gluon.nn.GlobalAvgPool2D(),
            gluon.nn.Dense(10, in_units=32),
        )
    return net


def data():
    digits = load_digits()
    order = np.random.RandomState(SEED).permutation(len(digits.target))
    images = (digits.images[order] / 16.0).astype(np.float32)[:, None]
    labels = digits.target[order].astype(np.int64)
    return images[:-TEST_IMAGES], labels[:-TEST_IMAGES], images[-TEST_IMAGES:], labels[-TEST_IMAGES:]


def train(net, images, labels):
    steps = EPOCHS * (len(images) // BATCH)
    schedule = mx.lr_scheduler.CosineScheduler(steps, base_lr=0.1, final_lr=0.001)
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"momentum": 0.9, "wd": 1e-4, "lr_scheduler": schedule})
    loss_of = gluon.loss.SoftmaxCrossEntropyLoss()
    random = np.random.RandomState(SEED)
    for _ in range(EPOCHS):
        order = random.permutation(len(images))
        for begin in range(0, len(order) - BATCH + 1, BATCH):
            picked = order[begin : begin + BATCH]
            with autograd.record():
                loss = loss_of(net(nd.array(images[picked])), nd.array(labels[picked]))
            loss.backward()
            trainer.step(BATCH)


def main():
    mx.random.seed(SEED)
    np.random.seed(SEED)
    images, labels, test_images, test_labels = data()
    net = network()
    net.initialize(mx.init.MSRAPrelu(slope=0.0))
    net.hybridize()
    train(net, images, labels)
    net.export(str(HERE / "digits"), epoch=0)
    np.save(HERE / "digits-images.npy", test_images)
    np.save(HERE / "digits-labels.npy", test_labels)
    right = int((net(nd.array(test_images)).asnumpy().argmax(1) == test_labels).sum())
    print(f"MXNet {mx.__version__}: {right} of {len(test_labels)} right, {right / len(test_labels):.4f}")


if __name__ == "__main__":
    main()
