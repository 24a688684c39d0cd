#!/usr/bin/env python3
"""Detections of `nnfront detect` against gluoncv's: detectors.py NNFRONT [--names NAME,...]; run by the Python of the environment `mxnet`.

Each of gluoncv's detectors gets seeded weights (mxnet_weights.py) and looks at one picture in MXNet; its own post-processing, which is a
part of its graph, gives classes, scores and boxes. nnfront reads the picture from its file and gives the same detections twice: from the
whole graph, and from the heads alone, cut off in front of gluoncv's post-processing, read by its own (src/postprocess).

Detections above a score that few have are matched (detections.py's limits). Exit status 1 where one is not.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import detections
import mxnet_weights
import numpy as np
import zoo_export
import zoo_models
from mxnet_network import Network, smooth_images
from PIL import Image

MEAN, STD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
MOST = 30  # detections that are compared
FEWEST = 5


@dataclass(frozen=True)
class Detector:
    kind: str  # of nnfront
    heads: tuple[str, ...]  # ends of the names of the nodes, in nnfront's order
    overlap: float  # of gluoncv's suppression


DETECTORS = {
    "ssd_512_mobilenet1.0_voc": Detector("ssd", ("ssd0_reshape6", "ssd0_reshape7", "ssd0_reshape8"), 0.45),
    "yolo3_mobilenet0.25_voc": Detector("yolov3", tuple(f"yolooutputv3{i}_conv0_fwd" for i in range(3)), 0.45),
    "center_net_resnet18_v1b_dcnv2_voc": Detector("centernet", ("centernet0__mul0", "centernet0_conv3_fwd", "centernet0_conv5_fwd"), 1.0),
    "faster_rcnn_resnet50_v1b_voc": Detector("faster_rcnn", ("softmax0", "reshape3", "rpn0_slice_axis2"), 0.3),
}


def ask(nnfront, picture, graph, size, *words):
    command = [nnfront, "detect", picture, "--graph", graph, "--size", size, *words, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"detectors.py: {done.stderr.strip()}")
    rows = json.loads(done.stdout)["detections"]
    return [
        np.array([row["class"] for row in rows], float).reshape(1, -1, 1),
        np.array([row["score"] for row in rows], float).reshape(1, -1, 1),
        np.array([row["box"] for row in rows], float).reshape(1, -1, 4),
    ]


def few(rows):
    """gluoncv's outputs with the best rows alone, and a threshold between them and the next."""
    rows = rows[np.argsort(-rows[:, 1], kind="stable")]
    count = min(MOST, len(rows) - 1)
    gaps = rows[FEWEST - 1 : count, 1] - rows[FEWEST : count + 1, 1]
    count = FEWEST + int(np.argmax(gaps))  # no score lies near the threshold
    threshold = float(rows[count - 1, 1] + rows[count, 1]) / 2
    rows = rows[:count]
    return [rows[None, :, :1], rows[None, :, 1:2], rows[None, :, 2:]], threshold


def compare(nnfront, name, detector, folder):
    model = zoo_models.describe(name)
    prefix, symbol, parameters = zoo_export.export(model, folder)
    batch = 1 if model.kind in zoo_export.ONE_AT_A_TIME else mxnet_weights.CALIBRATION_BATCH
    mxnet_weights.weights(symbol, parameters, model.inputs, zoo_export.SEED, batch)
    mxnet_weights.save(folder / f"{prefix}-0000.params", symbol, parameters)

    height, width = model.inputs["data"][2:]
    image = smooth_images((1, 3, height, width), zoo_export.SEED)[0].transpose(1, 2, 0)
    pixels = np.clip(127 + 60 * image, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(folder / "picture.png")
    data = ((pixels - np.array(MEAN)) / np.array(STD)).transpose(2, 0, 1)[None].astype(np.float32)
    rows, _ = detections.valid_rows(Network(symbol, parameters, model.inputs, "float32")([data])[:3])
    wanted, threshold = few(rows)

    flags = (f"{width}x{height}", "--threshold", repr(threshold), "--kind", detector.kind)
    graph = folder / f"{prefix}-symbol.json"
    whole = ask(nnfront, folder / "picture.png", graph, *flags)
    nodes = [node["name"] for node in json.loads(graph.read_text())["nodes"] if node["op"] != "null"]
    heads = [next(each for each in nodes if each.endswith(end)) for end in detector.heads]
    command = [nnfront, "compile", graph, "--input", f"data:1,3,{height},{width}", "--no-png", "-o", folder / "heads"]
    subprocess.run([*command, *(word for head in heads for word in ("--output", head))], check=True, stdout=subprocess.DEVNULL)
    compiled = folder / "heads" / "IR_fused_for_CModel_graph.json"
    own = ask(nnfront, folder / "picture.png", compiled, *flags, "--overlap", repr(detector.overlap))

    shares = [detections.matched(found, wanted)[0] for found in (whole, own)]
    count = wanted[0].size
    fine = count >= FEWEST and shares == [1.0, 1.0]
    verdict = "" if fine else ": FAILED"
    print(
        f"{name:36} {count:3} detections from {threshold:.4f} on: whole graph {shares[0]:.1%}, heads {shares[1]:.1%}{verdict}", flush=True
    )
    return fine


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront", type=Path)
    parser.add_argument("--names", default=",".join(DETECTORS))
    options = parser.parse_args()
    fine = True
    for name in options.names.split(","):
        with tempfile.TemporaryDirectory() as folder:
            fine &= compare(options.nnfront.resolve(), name, DETECTORS[name], Path(folder))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
