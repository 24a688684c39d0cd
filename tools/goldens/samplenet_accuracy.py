#!/usr/bin/env python3
"""Accuracy of samplenet on the 10,000 CIFAR-10 test images, through `nnfront`: samplenet_accuracy.py NNFRONT SHARED

Must be exactly 75.02 %, what the model's publisher states, from the MXNet and from the ONNX files, in both forms and with both engines.
Needs NumPy and Pillow (environment `mxnet`). SHARED holds models/multi/samplenet_cifar10 and data/cifar10 (lossless sprites of 1,000
images; SOURCE.md there).
"""

import csv
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from PIL import Image

WANTED = 7502
BATCH = 1000
# What `nnfront compile` is to read of each framework's files, without their ends.
SOURCES = {
    "mxnet": lambda prefix: ["mxnet", prefix, "0"],
    "onnx": lambda prefix: [f"{prefix}.onnx"],
}
# Of red, green, blue; the network takes the channels in the order blue, green, red.
MEAN = np.array([125.307, 122.961, 113.8575], np.float32)
DEVIATION = np.array([51.5865, 50.847, 51.255], np.float32)


def images(path: Path) -> np.ndarray:
    sprite = np.asarray(Image.open(path))
    pixels = sprite.reshape(25, 32, 40, 32, 3).transpose(0, 2, 1, 3, 4).reshape(BATCH, 32, 32, 3)
    normalised = (pixels.astype(np.float32) - MEAN) / DEVIATION
    return np.ascontiguousarray(normalised[..., ::-1].transpose(0, 3, 1, 2))


def labels(path: Path) -> np.ndarray:
    with path.open(newline="") as file:
        return np.array([int(row["label"]) for row in csv.DictReader(file)])


def count_right(nnfront: str, stem: Path, engine: str, batches: list[Path], truth: np.ndarray) -> int:
    scores = []
    result = stem.parent / "scores.npy"
    for batch in batches:
        command = [nnfront, "run", "--engine", engine, "--graph", f"{stem}_graph.json", "--params", f"{stem}_params.npz"]
        subprocess.run([*command, "--input-npy", batch, "-o", result], check=True, stdout=subprocess.DEVNULL)
        scores.append(np.load(result))
    return int((np.concatenate(scores).argmax(1) == truth).sum())


def wrong_counts(nnfront: str, source: list, title: str, folder: Path, batches: list[Path], truth: np.ndarray) -> int:
    """How many of the forms and engines do not give exactly what is wanted."""
    shape = f"data:{BATCH},3,32,32"
    subprocess.run([nnfront, "compile", *source, "--input", shape, "--no-png", "-o", folder], check=True)
    wrong = 0
    for stem in ("IR_for_reconstruct", "IR_fused_for_CModel"):
        for engine in ("onednn", "reference"):
            right = count_right(nnfront, folder / stem, engine, batches, truth)
            wrong += right != WANTED
            print(f"{title} {stem} {engine}: {right} of {len(truth)} right, {right / len(truth):.2%}; wanted {WANTED}", flush=True)
    return wrong


def main() -> int:
    nnfront, shared = sys.argv[1], Path(sys.argv[2])
    data = shared / "data" / "cifar10"
    truth = labels(data / "test_labels.csv")
    prefix = shared / "models" / "multi" / "samplenet_cifar10" / "samplenet"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batches = []
        for sprite in sorted(data.glob("test_*.webp")):
            batches.append(folder / f"{sprite.stem}.npy")
            np.save(batches[-1], images(sprite))
        wrong = sum(wrong_counts(nnfront, source(prefix), title, folder / title, batches, truth) for title, source in SOURCES.items())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
