#!/usr/bin/env python3
"""Faces that `nnfront detect` finds, against detectors written down again here: faces.py NNFRONT SHARED.

Run by the Python of the environment `faces` (tools/envs.py); SHARED is the folder with the models and their pictures.

- Ultraface: onnxruntime runs the model, decoded with and without its own post-processing; boxes within a pixel, scores within 1e-3.
- MTCNN: MXNet's networks in nnfront, against the TensorFlow original: its weights (det1.npy to det3.npy), its convention (pictures and maps
  transposed, red first), its cascade, all in NumPy. Boxes and landmarks within a pixel, scores within 1e-3.

Pictures are resized here as there, linearly between the centres of pixels. Exit status 1 where something differs.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

PIXELS = 1.0
SCORES = 1e-3
onnxruntime.set_default_logger_severity(3)  # weights that are inputs, too: each would be warned of
FEWEST = {"1.jpg": 40, "12.jpg": 4}  # faces that everybody sees on the pictures


def resized(picture, width, height):
    """[height, width, 3] by linear interpolation between the centres of pixels, float64."""

    def taps(size, count):
        places = np.clip((np.arange(count) + 0.5) * size / count - 0.5, 0, size - 1)
        low = np.floor(places).astype(int)
        return low, np.minimum(low + 1, size - 1), places - low

    y0, y1, fy = taps(picture.shape[0], height)
    x0, x1, fx = taps(picture.shape[1], width)
    rows = picture[y0] * (1 - fy)[:, None, None] + picture[y1] * fy[:, None, None]
    return rows[:, x0] * (1 - fx)[:, None] + rows[:, x1] * fx[:, None]


def kept(boxes, scores, limit, edge=0.0, smaller=False):
    """Numbers of the boxes that stay, best first."""
    areas = (boxes[:, 2] - boxes[:, 0] + edge) * (boxes[:, 3] - boxes[:, 1] + edge)
    order = np.argsort(-scores, kind="stable")
    result = []
    while len(order) > 0:
        best, order = order[0], order[1:]
        result.append(best)
        low = np.maximum(boxes[best, :2], boxes[order, :2])
        size = np.maximum(np.minimum(boxes[best, 2:], boxes[order, 2:]) - low + edge, 0)
        shared = size.prod(axis=1)
        divisor = np.minimum(areas[best], areas[order]) if smaller else areas[best] + areas[order] - shared
        order = order[shared / divisor <= limit]
    return np.array(result, int)


# ---- Ultraface


def prior_boxes():
    priors = []
    for stride, sides in ((8, (10, 16, 24)), (16, (32, 48)), (32, (64, 96)), (64, (128, 192, 256))):
        for y in range(-(-240 // stride)):
            for x in range(-(-320 // stride)):
                priors += [((x + 0.5) * stride / 320, (y + 0.5) * stride / 240, side / 320, side / 240) for side in sides]
    return np.clip(priors, 0, 1)


def ultraface(model, picture):
    """Rows of score and box."""
    image = ((resized(picture, 320, 240) - 127) / 128).transpose(2, 0, 1)[None].astype(np.float32)
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    scores, boxes = session.run(["scores", "boxes"], {session.get_inputs()[0].name: image})
    scores, boxes = scores[0, :, 1].astype(np.float64), boxes[0].astype(np.float64)
    if "without" in model.name:
        priors = prior_boxes()
        middle = priors[:, :2] + 0.1 * boxes[:, :2] * priors[:, 2:]
        half = priors[:, 2:] * np.exp(0.2 * boxes[:, 2:]) / 2
        boxes = np.concatenate([middle - half, middle + half], axis=1)
    boxes = boxes[scores > 0.7] * np.tile([picture.shape[1], picture.shape[0]], 2)
    scores = scores[scores > 0.7]
    stay = kept(boxes, scores, 0.3)
    return np.concatenate([scores[stay, None], boxes[stay]], axis=1)


# ---- The TensorFlow original of MTCNN. Pictures are [batch, width, height, 3], as it feeds them: transposed.


def convolution(x, layer):
    weights = layer["weights"]
    windows = np.lib.stride_tricks.sliding_window_view(x, weights.shape[:2], axis=(1, 2))  # [N, W, H, C, k, k]
    return np.tensordot(windows, weights, axes=([4, 5, 3], [0, 1, 2])) + layer["biases"]


def prelu(x, layer):
    return np.maximum(x, 0) + layer["alpha"] * np.minimum(x, 0)


def pool(x, size, stride, same):
    """The largest of each window; `same`: padded so that every element is in one, as TensorFlow does it."""
    if same:
        pads = [max((-(-n // stride) - 1) * stride + size - n, 0) for n in x.shape[1:3]]
        x = np.pad(x, [(0, 0), *((pad // 2, pad - pad // 2) for pad in pads), (0, 0)], constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(1, 2))[:, ::stride, ::stride]
    return windows.max(axis=(4, 5))


def dense(x, layer):
    return x.reshape(len(x), -1) @ layer["weights"] + layer["biases"]


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


class Original:
    def __init__(self, folder):
        files = [np.load(folder / f"det{i}.npy", allow_pickle=True, encoding="latin1").item() for i in (1, 2, 3)]
        self.nets = [{name.lower(): layer for name, layer in file.items()} for file in files]

    def trunk(self, net, x, pools):
        """Convolutions with their activations, and the pooling behind each where there is one."""
        for number, window in enumerate(pools, 1):
            x = prelu(convolution(x, net[f"conv{number}"]), net[f"prelu{number}"])
            x = pool(x, *window) if window else x
        return x

    def proposal(self, x):
        net = self.nets[0]
        x = self.trunk(net, x, [(2, 2, True), None, None])
        return softmax(convolution(x, net["conv4-1"])), convolution(x, net["conv4-2"])

    def refinement(self, x):
        net = self.nets[1]
        x = self.trunk(net, x, [(3, 2, True), (3, 2, False), None])
        x = prelu(dense(x, net["conv4"]), net["prelu4"])
        return softmax(dense(x, net["conv5-1"])), dense(x, net["conv5-2"])

    def output(self, x):
        net = self.nets[2]
        x = self.trunk(net, x, [(3, 2, True), (3, 2, False), (2, 2, True), None])
        x = prelu(dense(x, net["conv5"]), net["prelu5"])
        return softmax(dense(x, net["conv6-1"])), dense(x, net["conv6-2"]), dense(x, net["conv6-3"])

    def proposals(self, picture):
        height, width = picture.shape[:2]
        found, scale = [], 12 / 20
        while min(height, width) * scale >= 12:
            image = resized(picture, int(np.ceil(width * scale)), int(np.ceil(height * scale)))
            faces, moves = self.proposal(((image - 127.5) / 128).transpose(1, 0, 2)[None])
            x, y = np.nonzero(faces[0, :, :, 1] >= 0.6)  # maps are [width, height]
            corner = np.stack([x, y], axis=1) * 2.0
            boxes = np.concatenate([np.trunc((corner + 1) / scale), np.trunc((corner + 12) / scale)], axis=1)
            rows = np.concatenate([boxes, faces[0, x, y, 1][:, None], moves[0, x, y]], axis=1)
            found.append(rows[kept(rows[:, :4], rows[:, 4], 0.5, edge=1)])
            scale *= 0.709
        rows = np.concatenate(found)
        rows = rows[kept(rows[:, :4], rows[:, 4], 0.7, edge=1)]
        size = np.tile(rows[:, 2:4] - rows[:, :2], 2)
        return rows[:, :4] + rows[:, 5:] * size

    @staticmethod
    def squares(boxes):
        size = boxes[:, 2:] - boxes[:, :2]
        side = size.max(axis=1, keepdims=True)
        corner = boxes[:, :2] + size / 2 - side / 2
        return np.trunc(np.concatenate([corner, corner + side], axis=1))

    @staticmethod
    def crops(picture, boxes, side):
        height, width = picture.shape[:2]
        images = []
        for x1, y1, x2, y2 in boxes.astype(int):
            crop = np.zeros((y2 - y1 + 1, x2 - x1 + 1, 3))
            left, top, right, bottom = max(x1, 1), max(y1, 1), min(x2, width), min(y2, height)
            crop[top - y1 : bottom - y1 + 1, left - x1 : right - x1 + 1] = picture[top - 1 : bottom, left - 1 : right]
            images.append(((resized(crop, side, side) - 127.5) / 128).transpose(1, 0, 2))
        return np.stack(images)

    @staticmethod
    def moved(boxes, moves):
        return boxes + moves * np.tile(boxes[:, 2:] - boxes[:, :2] + 1, 2)

    def faces(self, picture):
        """Rows of score, box and five landmarks (x, y)."""
        boxes = self.squares(self.proposals(picture))
        faces, moves = self.refinement(self.crops(picture, boxes, 24))
        sure = faces[:, 1] > 0.7
        boxes, scores, moves = boxes[sure], faces[sure, 1], moves[sure]
        stay = kept(boxes, scores, 0.7, edge=1)
        boxes = self.squares(self.moved(boxes[stay], moves[stay]))
        faces, moves, points = self.output(self.crops(picture, boxes, 48))
        sure = faces[:, 1] > 0.7
        boxes, scores, moves, points = boxes[sure], faces[sure, 1], moves[sure], points[sure]
        size = boxes[:, 2:] - boxes[:, :2] + 1
        landmarks = np.stack([points[:, :5] * size[:, :1] + boxes[:, :1] - 1, points[:, 5:] * size[:, 1:] + boxes[:, 1:2] - 1], axis=2)
        boxes = self.moved(boxes, moves)
        stay = kept(boxes, scores, 0.7, edge=1, smaller=True)
        return np.concatenate([scores[stay, None], boxes[stay], landmarks[stay].reshape(-1, 10)], axis=1)


# ---- Comparison


def ours(nnfront, picture, *words):
    done = subprocess.run([nnfront, "detect", picture, *words, "--json"], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"faces.py: {done.stderr.strip()}")
    return np.array(
        [
            [each["score"], *each["box"], *(number for point in each.get("landmarks", []) for number in point)]
            for each in json.loads(done.stdout)["detections"]
        ]
    )


def compare(title, got, wanted, fewest):
    """Prints one line; whether every face of either side is one of the other's."""
    if len(got) != len(wanted) or len(got) < fewest:
        print(f"{title:62} {len(got):3} faces, wanted {len(wanted)} and at least {fewest}: FAILED")
        return False
    nearest = [np.abs(wanted[:, 1:5] - row[1:5]).max(axis=1).argmin() for row in got]
    pixels = np.abs(got[:, 1:] - wanted[nearest, 1:]).max()
    scores = np.abs(got[:, 0] - wanted[nearest, 0]).max()
    fine = len(set(nearest)) == len(wanted) and pixels <= PIXELS and scores <= SCORES
    print(f"{title:62} {len(got):3} faces, within {pixels:.4f} pixels, scores {scores:.1e}{'' if fine else ': FAILED'}")
    return fine


def main():
    nnfront, shared = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    models = shared / "models" / "multi" / "ultraface"
    original = Original(shared / "models" / "multi" / "mtcnn_tf")
    cascade = [shared / "models" / "mxnet" / "mtcnn" / f"det{i}-symbol.json" for i in (1, 2, 3)]
    fine = True
    with tempfile.TemporaryDirectory() as folder:
        for name, fewest in FEWEST.items():
            # Lossless, so that both sides see the same pixels whoever decodes JPEG.
            picture = np.asarray(Image.open(models / "imgs" / name).convert("RGB"))
            path = Path(folder) / f"{name}.png"
            Image.fromarray(picture).save(path)
            picture = picture.astype(np.float64)
            for model in sorted(models.glob("*.onnx")):
                got = ours(nnfront, path, "--graph", model)
                fine &= compare(f"{model.name} {name}", got, ultraface(model, picture), fewest)
            got = ours(nnfront, path, *(word for graph in cascade for word in ("--graph", graph)))
            fine &= compare(f"MTCNN {name}", got, original.faces(picture), fewest)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
