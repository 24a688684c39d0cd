#!/usr/bin/env python3
"""Makes a picture of coloured squares and a detector that finds them: make_squares.py [FOLDER].

Into FOLDER (default: this one's working directory) go squares.png, squares-symbol.json with squares-0000.params, and squares-classes.txt.
Python alone is needed.

The detector is a CenterNet whose weights are worked out by hand, for squares of 24 pixels in an input of 96 x 72. A convolution tells how
red, green and blue a pixel is beyond its other colours; the mean over 24 x 24 pixels, every fourth one, is 1 where a square of that colour
fills the window and less all around. Sizes (6 cells of 4 pixels) and places within a cell (its middle) are constant.
"""

import json
import struct
import sys
import zlib
from pathlib import Path

WIDTH, HEIGHT, SIDE = 192, 144, 48  # of the picture: twice the network's input
SQUARES = {(28, 12): (255, 0, 0), (116, 28): (0, 0, 255), (68, 84): (0, 255, 0)}  # left, top: colour
CLASSES = ("red", "green", "blue")


def png(width, height, rows):
    """The bytes of a PNG file with these rows of (red, green, blue)."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    raw = b"".join(b"\0" + bytes(value for colour in row for value in colour) for row in rows)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(raw)) + chunk(b"IEND", b"")


def picture():
    rows = [[(200, 200, 200)] * WIDTH for _ in range(HEIGHT)]
    for (left, top), colour in SQUARES.items():
        for y in range(top, top + SIDE):
            rows[y][left : left + SIDE] = [colour] * SIDE
    return png(WIDTH, HEIGHT, rows)


def symbol():
    """MXNet's JSON: three outputs, heat [1,3,H,W], sizes and places [1,2,H,W]."""
    nodes = []

    def add(op, name, *inputs, **attributes):
        nodes.append({"op": op, "name": name, "inputs": [[i, 0, 0] for i in inputs]})
        if attributes:
            nodes[-1]["attrs"] = {key: str(value) for key, value in attributes.items()}
        return len(nodes) - 1

    def point_convolution(name, data, filters):
        weight, bias = (add("null", f"{name}_{each}") for each in ("weight", "bias"))
        return add("Convolution", name, data, weight, bias, kernel="(1, 1)", num_filter=filters)

    colours = add("Activation", "positive", point_convolution("colours", add("null", "data"), 3), act_type="relu")
    heat = add("Pooling", "heat", colours, pool_type="avg", kernel="(24, 24)", stride="(4, 4)", pad="(10, 10)")
    heads = [heat, point_convolution("size", heat, 2), point_convolution("place", heat, 2)]
    return {
        "nodes": nodes,
        "arg_nodes": [i for i, node in enumerate(nodes) if node["op"] == "null"],
        "heads": [[head, 0, 0] for head in heads],
        "attrs": {"mxnet_version": ["int", 10901]},
    }


def parameters():
    """MXNet's file of arrays, float32."""
    nought = [0.0] * 6
    arrays = {
        "colours_weight": ((3, 3, 1, 1), [1, -0.5, -0.5, -0.5, 1, -0.5, -0.5, -0.5, 1]),
        "colours_bias": ((3,), [0, 0, 0]),
        "size_weight": ((2, 3, 1, 1), nought),
        "size_bias": ((2,), [6, 6]),
        "place_weight": ((2, 3, 1, 1), nought),
        "place_bias": ((2,), [0.5, 0.5]),
    }
    content = struct.pack("<QQQ", 0x112, 0, len(arrays))
    for shape, numbers in arrays.values():
        content += struct.pack("<Iii", 0xF993FAC9, 0, len(shape)) + struct.pack(f"<{len(shape)}q", *shape)
        content += struct.pack("<iii", 1, 0, 0) + struct.pack(f"<{len(numbers)}f", *numbers)
    content += struct.pack("<Q", len(arrays))
    for name in arrays:
        key = f"arg:{name}".encode()
        content += struct.pack("<Q", len(key)) + key
    return content


def main():
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
    (folder / "squares.png").write_bytes(picture())
    (folder / "squares-symbol.json").write_text(json.dumps(symbol(), indent=1) + "\n")
    (folder / "squares-0000.params").write_bytes(parameters())
    (folder / "squares-classes.txt").write_text("\n".join(CLASSES) + "\n")


if __name__ == "__main__":
    main()
