"""nnfront detect: what it finds, prints and draws, and how it complains."""

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

EXAMPLE = Path(__file__).parents[2] / "examples" / "squares"
sys.path.insert(0, str(EXAMPLE))
import make_squares  # noqa: E402

GRAPH = ("--graph", "squares-symbol.json")
INPUT = ("--size", "96x72", "--mean", "0", "--std", "255")
WANTED = {("red", 28, 12), ("green", 68, 84), ("blue", 116, 28)}


@pytest.fixture
def squares(nnfront, workplace):
    """Runs `nnfront detect squares.png` in a folder with the example."""
    subprocess.run([sys.executable, EXAMPLE / "make_squares.py", workplace], check=True)

    def run(*words, picture="squares.png"):
        return nnfront("detect", picture, *words)

    return run


def found(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def pixels(path):
    """A PNG file of this test's kind (eight bits, RGB) as [height, width, 3]; every row may be filtered."""
    content = path.read_bytes()
    width, height = struct.unpack(">II", content[16:24])
    data, at = b"", 8
    while at < len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        data += content[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += 12 + length
    raw = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + 3 * width)
    assert set(raw[:, 0]) <= {0, 1, 2, 3, 4}
    rows = np.zeros((height + 1, width + 1, 3), np.int64)
    for y in range(height):
        line = raw[y, 1:].reshape(width, 3).astype(np.int64)
        for x in range(width):
            left, up, corner = rows[y + 1, x], rows[y, x + 1], rows[y, x]
            guess = left + up - corner
            distances = np.abs([guess - left, guess - up, guess - corner])
            paeth = np.choose(distances.argmin(0), [left, up, corner])
            rows[y + 1, x + 1] = (line[x] + (0, left, up, (left + up) // 2, paeth)[raw[y, 0]]) % 256
    return rows[1:, 1:]


def test_squares_are_found_where_they_are(squares):
    done = squares(*GRAPH, *INPUT, "--classes", "squares-classes.txt", "--json")
    result = found(done)
    assert result["kind"] == "centernet"
    assert result["picture"] == {"width": 192, "height": 144}
    assert {(each["name"], *map(round, each["box"][:2])) for each in result["detections"]} == WANTED
    for each in result["detections"]:
        left, top, right, bottom = each["box"]
        assert (right - left, bottom - top) == pytest.approx((48, 48))
        assert each["score"] > 0.95


def test_compiled_graphs_find_the_same(squares, nnfront):
    assert nnfront("compile", "squares-symbol.json", "--input", "data:1,3,72,96", "--no-png", "-o", "ir").returncode == 0
    flags = ("--mean", "0", "--std", "255", "--json")
    direct = found(squares(*GRAPH, *INPUT, "--json"))
    for form in ("IR_fused_for_CModel", "IR_for_reconstruct"):
        assert found(squares("--graph", f"ir/{form}_graph.json", *flags)) == direct
        assert found(squares("--graph", "ir", *flags)) == direct
        assert found(squares("--graph", f"ir/{form}_graph.json", "--engine", "reference", *flags)) == direct
    assert nnfront("compile", "squares-symbol.json", "--input", "data:1,3,h,w", "--no-png", "-o", "any").returncode == 0
    assert found(squares("--graph", "any/IR_fused_for_CModel_graph.json", *INPUT, "--json")) == direct


def test_the_picture_is_drawn_on(squares, workplace):
    assert squares(*GRAPH, *INPUT, "-o", "found.png").returncode == 0
    drawn, plain = pixels(workplace / "found.png"), pixels(workplace / "squares.png")
    changed = (drawn != plain).any(axis=2)
    for _, left, top in WANTED:
        assert changed[top : top + 48, left].all()
        assert not changed[top + 20 : top + 40, left + 10 : left + 38].any()
    assert squares(*GRAPH, *INPUT, "-o", "found.jpg").returncode == 0
    assert (workplace / "found.jpg").read_bytes()[:2] == b"\xff\xd8"


def test_text(squares):
    lines = squares(*GRAPH, *INPUT, "--classes", "squares-classes.txt").stdout.splitlines()
    assert [line.split() for line in lines if line.startswith("green")][0][2:] == ["68.0,84.0", "116.0,132.0"]
    assert squares(*GRAPH, *INPUT, "--threshold", "1.01").stdout == "nothing found\n"
    assert found(squares(*GRAPH, *INPUT, "--threshold", "1.01", "--json"))["detections"] == []


def test_a_region(squares):
    # Half of the picture's width: its pixels are the input's, squeezed in height alone.
    result = found(squares(*GRAPH, "--size", "48x72", "--mean", "0", "--std", "255", "--region", "96,0,192,144", "--json"))
    assert [round(number) for each in result["detections"] if each["class"] == 2 for number in each["box"]] == [116, 28, 164, 76]


def test_what_was_used_is_said(squares):
    assert found(squares(*GRAPH, *INPUT, "--bgr", "--threshold", "0.25", "--json"))["settings"] == {
        "size": {"width": 96, "height": 72},
        "letterbox": True,
        "mean": [0, 0, 0],
        "std": [255, 255, 255],
        "colours": "bgr",
        "threshold": 0.25,
        "overlap": 0.45,
    }


def test_the_usual_of_a_kind_is_in_the_help(nnfront):
    lines = [line.split() for line in nnfront("help", "detect").stdout.splitlines()]
    at = next(i for i, words in enumerate(lines) if words[:1] == ["ultraface"])
    assert " ".join(lines[at + 1]) == "size 320x240, mean 127,127,127, std 128,128,128, rgb, threshold 0.7, overlap 0.3"


def test_names_from_a_pipe(program, squares, workplace):
    command = [program, "detect", "squares.png", *GRAPH, *INPUT, "--classes", "/dev/stdin"]
    done = subprocess.run(command, input="red\ngreen\nblue\n", capture_output=True, text=True, check=False, cwd=workplace)
    assert done.returncode == 0, done.stderr
    assert {line.split()[0] for line in done.stdout.splitlines()} == {"red", "green", "blue"}


def flat(side):
    """A network of one fully connected layer for pictures of that side."""
    weight = {"__shape__": f"(2, {3 * side * side})"}
    nodes = [
        {"op": "null", "name": "data", "inputs": []},
        {"op": "null", "name": "weight", "attrs": weight, "inputs": []},
        {"op": "FullyConnected", "name": "fc", "attrs": {"num_hidden": "2", "no_bias": "True"}, "inputs": [[0, 0, 0], [1, 0, 0]]},
    ]
    return {"nodes": nodes, "heads": [[2, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}}


def write_flat(workplace, side):
    """The graph, and a parameter file with zeros of the weight's shape, as MXNet writes lists of arrays."""
    (workplace / f"flat{side}-symbol.json").write_text(json.dumps(flat(side)))
    shape = (2, 3 * side * side)
    array = struct.pack("<IiI2qiii", 0xF993FAC9, 0, 2, *shape, 1, 0, 0) + bytes(4 * shape[0] * shape[1])
    key = b"arg:weight"
    content = struct.pack("<QQQ", 0x112, 0, 1) + array + struct.pack("<QQ", 1, len(key)) + key
    (workplace / f"flat{side}-0000.params").write_bytes(content)
    return f"flat{side}-symbol.json"


def test_networks_in_the_wrong_order(squares, workplace):
    words = [word for side in (24, 12, 48) for word in ("--graph", write_flat(workplace, side))]
    done = squares(*words)
    assert done.returncode == 2
    assert done.stderr == (
        "nnfront: flat24-symbol.json: a network of 24x24 pixels where mtcnn wants one of 12x12; the order is P (12), R (24), O (48)\n"
    )


def test_a_network_of_one_size(squares, nnfront, workplace):
    graph = write_flat(workplace, 24)
    done = nnfront("compile", graph, "--input", "data:1,3,24,24", "--no-png", "-o", "flat")
    assert done.returncode == 0, done.stderr
    done = squares("--graph", "flat/IR_fused_for_CModel_graph.json", "--size", "48x24")
    assert done.returncode == 2
    assert done.stderr == "nnfront: flat/IR_fused_for_CModel_graph.json: this network takes 24x24 only, got 48x24\n"


def test_a_letterbox_is_the_same_place(squares):
    result = found(squares(*GRAPH, "--size", "96x96", "--letterbox", "--mean", "0", "--std", "255", "--json"))
    assert {(each["class"], *map(round, each["box"])) for each in result["detections"]} == {
        (0, 28, 12, 76, 60),
        (1, 68, 84, 116, 132),
        (2, 116, 28, 164, 76),
    }


NUMBERS = ("--mean", "0", "--std", "255", "--json")
BOXES = {0: [28, 12, 76, 60], 1: [68, 84, 116, 132], 2: [116, 28, 164, 76]}


def test_centernet_keeps_the_proportions(squares):
    words = (*GRAPH, "--kind", "centernet", "--size", "96x96", *NUMBERS)
    result = found(squares(*words))
    assert result["settings"]["letterbox"] is True
    assert {each["class"] for each in result["detections"]} == set(BOXES)
    for each in result["detections"]:
        assert each["box"] == pytest.approx(BOXES[each["class"]], abs=2)
    assert found(squares(*words, "--stretch"))["settings"]["letterbox"] is False


def detector_of_one_box(box):
    """A network of any size that sees this box, in pixels of its input, on every picture."""
    nodes = [("null", "data", {}, []), ("Pooling", "mean", {"global_pool": "True", "pool_type": "avg", "kernel": "(1, 1)"}, [0])]
    nodes += [("slice_axis", "red", {"axis": "1", "begin": "0", "end": "1"}, [1]), ("Reshape", "list", {"shape": "(1, 1, 1)"}, [2])]
    nodes += [("_mul_scalar", "zero", {"scalar": "0"}, [3]), ("_plus_scalar", "score", {"scalar": "1"}, [4])]
    nodes += [("_plus_scalar", f"corner{i}", {"scalar": str(number)}, [4]) for i, number in enumerate(box)]
    nodes.append(("Concat", "corners", {"dim": "2", "num_args": "4"}, [6, 7, 8, 9]))
    listed = [{"op": op, "name": name, "attrs": attrs, "inputs": [[i, 0, 0] for i in read]} for op, name, attrs, read in nodes]
    return {"nodes": listed, "heads": [[4, 0, 0], [5, 0, 0], [10, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}}


# The picture has 192 x 144 pixels: its shorter side becomes 600.
def test_faster_rcnn_takes_its_size_from_the_picture(squares, nnfront, workplace):
    (workplace / "one-symbol.json").write_text(json.dumps(detector_of_one_box([100, 150, 400, 300])))
    (workplace / "one-0000.params").write_bytes(struct.pack("<4Q", 0x112, 0, 0, 0))
    words = ("--graph", "one-symbol.json", "--kind", "faster_rcnn", "--json")
    result = found(squares(*words))
    assert result["settings"]["size"] == {"width": 800, "height": 600}
    assert result["detections"][0]["box"] == pytest.approx([24, 36, 96, 72])
    # Where the size is given, bars keep the proportions: 12 rows of 96, half of the picture's pixels.
    result = found(squares(*words, "--size", "96x96"))
    assert result["settings"]["letterbox"] is True
    assert result["detections"][0]["box"] == pytest.approx([200, 276, 800, 576])
    lines = [line.split() for line in nnfront("help", "detect").stdout.splitlines()]
    at = next(i for i, words in enumerate(lines) if words[:1] == ["faster_rcnn"])
    assert " ".join(lines[at + 1]).startswith("size of the picture, shorter side 600, longer at most 1000, letterbox, mean ")


def test_a_label_map(squares, workplace):
    symbol = make_squares.symbol()
    symbol["heads"] = symbol["heads"][:1]
    (workplace / "squares-symbol.json").write_text(json.dumps(symbol))
    done = squares(*GRAPH, *INPUT, "--kind", "segmentation", "--label-map", "labels.npy", "-o", "found.png", "--json")
    segments = {each["class"]: each["pixels"] for each in found(done)["segments"]}
    labels = np.load(workplace / "labels.npy")
    assert labels.shape == (144, 192)
    assert {label: (labels == label).sum() for label in np.unique(labels)} == segments
    assert (labels[100, 90], labels[50, 140], labels[30, 50]) == (1, 2, 0)


def test_keypoints(squares, workplace):
    symbol = make_squares.symbol()
    symbol["heads"] = symbol["heads"][:1]
    (workplace / "squares-symbol.json").write_text(json.dumps(symbol))
    result = found(squares(*GRAPH, *INPUT, "--kind", "pose", "--classes", "squares-classes.txt", "--json"))
    assert [each["name"] for each in result["keypoints"]] == ["red", "green", "blue"]
    none = squares(*GRAPH, *INPUT, "--kind", "pose", "--threshold", "1.01", "--json")
    assert found(none)["keypoints"] == []
    for each, (left, top) in zip(result["keypoints"], [(28, 12), (68, 84), (116, 28)], strict=True):
        assert each["at"] == [left + 20, top + 20]  # the cell of the square's middle, whose corner counts


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "--graph is required (see nnfront detect --help)"),
        (["--graph", "nowhere"], "nnfront: nowhere: not a model of any known kind"),
        ([*GRAPH], "nnfront: squares-symbol.json: the network does not say how large its picture is; give --size WIDTHxHEIGHT"),
        ([*GRAPH, "--size", "96"], "found.gif: wanted a name that ends in .png, .jpg or .jpeg"),
        ([*GRAPH, "--size", "0x5"], "--size: got 0x5, wanted WIDTHxHEIGHT"),
        ([*GRAPH, "--size", "5x5x5"], "--size: got 5x5x5, wanted WIDTHxHEIGHT"),
        ([*GRAPH, "--kind", "yolo"], "--kind: got yolo, wanted one of ultraface, ssd, yolov3,"),
        ([*GRAPH, *INPUT, "--kind", "ssd"], "none of ssd: wanted"),
        ([*GRAPH, *GRAPH, *INPUT], "a detector: got 2 networks, wanted 1"),
        ([*GRAPH, "--kind", "mtcnn"], "mtcnn: got 1 networks, wanted 3"),
        ([*GRAPH, *GRAPH, *GRAPH, "--size", "12x12"], "mtcnn: its networks fix size and overlap"),
        ([*GRAPH, "--params", "a", "b"], "--params: got 2 files for 1 graphs"),
        ([*GRAPH, *INPUT, "--smallest-face", "20"], "--smallest-face is for mtcnn alone"),
        ([*GRAPH, *INPUT, "--region", "1,2,3"], "--region"),
        ([*GRAPH, *INPUT, "--region", "5,0,5,9"], "region: got 5,0,5,9, wanted x1,y1,x2,y2 with x1 < x2 and y1 < y2"),
        ([*GRAPH, *INPUT, "--region", "500,0,600,9"], "which is beside the picture of 192 x 144 pixels"),
        ([*GRAPH, *INPUT, "--region", "nan,0,600,9"], "region: got nan,"),
        ([*GRAPH, "--size", "96x72", "--std", "0"], "std: got 0, wanted numbers that are not 0"),
        ([*GRAPH, "--size", "96x72", "--mean", "1,2"], "mean: got 2 numbers, wanted 3, or 1"),
        ([*GRAPH, *INPUT, "--bgr", "--rgb"], "--bgr"),
        ([*GRAPH, *INPUT, "--label-map", "labels.npy"], "--label-map: this detector gives no label map"),
        ([*GRAPH, *INPUT, "--classes", "nowhere"], "nowhere"),
        ([*GRAPH, *INPUT, "--classes", "one.txt"], "--classes: got 1 names, and class 2 was found (the first is 0)"),
    ],
)
def test_complaints(squares, workplace, words, message):
    (workplace / "one.txt").write_text("red\n")
    output = "found.gif" if "found.gif" in message else "found.png"
    done = squares(*words, "-o", output)
    assert done.returncode == 2, done.stderr
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""
    assert not (workplace / output).exists()
    assert not list(workplace.glob("*.part"))


@pytest.mark.parametrize("size", [0, 7, 50, 300])
def test_damaged_pictures(squares, workplace, size):
    whole = (workplace / "squares.png").read_bytes()
    assert size < len(whole)
    (workplace / "damaged.png").write_bytes(whole[:size])
    done = squares(*GRAPH, *INPUT, picture="damaged.png")
    assert done.returncode == 2
    assert done.stderr.startswith("nnfront: damaged.png: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_model_is_no_picture(squares):
    done = squares(*GRAPH, *INPUT, picture="squares-symbol.json")
    assert done.returncode == 2
    assert done.stderr == "nnfront: squares-symbol.json: no picture that nnfront reads: wanted JPEG or PNG\n"
