"""What a user sees who got something wrong: one line on stderr, and the exit status. 1: a check failed; 2: the user can mend it."""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

SHAPE = ("--input", "data:1,1,8,8")
LONG = "x" * 300


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["nowhere.json"], "nowhere.json"),
        (["."], "."),
        (["-o", "ir", "mxnt", "digits", "0"], "no front end is called 'mxnt' (there are: mxnet, onnx), did you mean 'mxnet'?"),
        (["mxnet", "digits", "zero"], "EPOCH: got zero, wanted 0 to 9999"),
        (["mxnet", "digits", "10000"], "EPOCH: got 10000, wanted 0 to 9999"),
        (["mxnet", "digits", "7"], "digits-0007.params"),
        (["digits-symbol.json"], "--input data:1,1,H,W"),
        (["digits-symbol.json", "--input", "data"], "--input 'data': wanted NAME:1,3,224,224"),
        (["digits-symbol.json", "--input", "data:"], "--input 'data:': wanted NAME:1,3,224,224"),
        (["digits-symbol.json", "--input", "data:1,,8"], "input 'data': '1,,8' is no shape like 1,3,224,224"),
        (["digits-symbol.json", "--input", "dta:1,1,8,8"], "--input dta: no input is called so (there are: data), did you mean 'data'?"),
        (["digits-symbol.json", *SHAPE, "--input", "data:2,1,8,8"], "the shape of 'data' is given twice"),
        (["digits-symbol.json", *SHAPE, "--output", "nothing_like_it"], "--output nothing_like_it: no node is called so"),
        (["digits-symbol.json", *SHAPE, "-o", ""], "--output-directory: got an empty name, wanted a folder"),
        (["digits-symbol.json", *SHAPE, "-o", "digits-0000.params"], "digits-0000.params: cannot create the folder: "),
        (["digits-symbol.json", *SHAPE, "-o", LONG], "cannot create the folder: File name too long"),
        (["digits-symbol.json", *SHAPE, "--dump", "digits-0000.params"], "digits-0000.params: cannot create the folder: "),
        (["digits-symbol.json", *SHAPE, "--threads", "1025"], "--threads: got 1025, wanted 0 to 1024 (see nnfront compile --help)"),
        (["digits-symbol.json", *SHAPE, "--threads", "-1"], "--threads: got -1, wanted 0 to 1024"),
        (["digits-symbol.json", *SHAPE, "--threads", "two"], "--threads: got two, wanted 0 to 1024"),
        (["digits-symbol.json", *SHAPE, "--limit", "1"], "--limit requires --verify"),
        (["digits-symbol.json", *SHAPE, "--verify", "--limit", "-1"], "--limit: got -1, wanted 0 or more"),
        (["digits-symbol.json", *SHAPE, "--verify", "--limit", "nan"], "--limit: got nan, wanted 0 or more"),
        (["digits-symbol.json", "--no-such-flag"], "there is no option '--no-such-flag' (see nnfront compile --help)"),
        (
            ["digits-symbol.json", "--inputs", "data:1,1,8,8"],
            "there is no option '--inputs', did you mean '--input'? (see nnfront compile --help)",
        ),
        (["digits-symbol.json", "--outputs=x"], "there is no option '--outputs', did you mean '--output'?"),
        (["mxnet", "digits", "0", "-x"], "there is no option '-x' (see nnfront compile --help)"),
        (["a", "b", "c", "d"], "MODEL: At Most 3 required but received 4 (see nnfront compile --help)"),
        (["digits-symbol.json", "--input", "data:?,1,8,8"], "a size that is not known yet has a name of your choice: batch,3,h,w"),
        ([], "MODEL is required (see nnfront compile --help)"),
    ],
)
def test_compile(complaint, workplace, words, message):
    assert message in complaint(2, "compile", *words)
    assert not (workplace / "ir").exists()
    assert not list(workplace.glob("**/.unfinished-*"))


def test_missing_parameters(complaint, workplace):
    (workplace / "digits-0000.params").unlink()
    assert "digits" in complaint(2, "compile", "digits-symbol.json", *SHAPE)


def test_damaged_parameters(complaint, workplace):
    with (workplace / "digits-0000.params").open("r+b") as file:
        file.truncate(1000)
    assert "digits-0000.params" in complaint(2, "compile", "digits-symbol.json", *SHAPE)


@pytest.mark.parametrize("size", [100, 5000, -10])
def test_symbol_that_was_cut_off(complaint, workplace, size):
    path = workplace / "digits-symbol.json"
    text = path.read_text()[:size]
    path.write_text(text)
    line = text.count("\n") + 1
    assert complaint(2, "inspect", path.name).startswith(f"digits-symbol.json: not JSON: line {line}, column ")


def test_symbol_with_a_typing_error(complaint, workplace):
    path = workplace / "digits-symbol.json"
    path.write_text(path.read_text().replace('"inputs":', '"inputs"', 1))
    assert complaint(2, "compile", path.name).startswith("digits-symbol.json: not JSON: line ")


def test_no_model(complaint, workplace):
    (workplace / "notes.txt").write_text("no model")
    assert "notes.txt" in complaint(2, "compile", "notes.txt")


def test_a_model_of_another_framework(complaint, workplace):
    (workplace / "model.bin").write_bytes(b"\x1c\0\0\0TFL3" + bytes(100))
    wanted = "model.bin: looks like a TensorFlow Lite model, which nnfront does not read yet; tried: mxnet, onnx"
    for command in ("compile", "inspect"):
        assert complaint(2, command, "model.bin") == wanted


def part(number, content):
    """A field of a protobuf message: text, or a message in it."""
    return bytes([number << 3 | 2, len(content)]) + content


def onnx_model(graph, version=8, opset=17):
    return b"\x08" + bytes([version]) + part(8, b"\x10" + bytes([opset])) + part(7, graph)


def vector(name, length):
    return part(1, name) + part(2, part(1, b"\x08\x01" + part(2, part(1, b"\x08" + bytes([length])))))


def test_a_model_without_outputs(complaint, workplace):
    (workplace / "empty.onnx").write_bytes(onnx_model(b""))
    assert complaint(2, "compile", "empty.onnx") == "empty.onnx: the graph has no outputs: there is nothing to compile"


def test_content_that_is_wrong_when_it_is_read_names_file_and_tensor(complaint, workplace):
    one = b"\x0a\x01\x01"
    values = one + b"\x10\x01" + part(8, b"w") + part(9, np.float32(5).tobytes())
    indices = one + b"\x10\x07" + part(8, b"i") + part(9, np.int64(2).tobytes())
    node = part(1, b"x") + part(1, b"w") + part(2, b"y") + part(4, b"Add")
    sparse = part(1, values) + part(2, indices) + part(3, b"\x02")
    graph = part(1, node) + part(15, sparse) + part(11, vector(b"x", 2)) + part(12, part(1, b"y"))
    (workplace / "sparse.onnx").write_bytes(onnx_model(graph))
    assert complaint(2, "compile", "sparse.onnx") == "sparse.onnx: tensor 'w': a sparse tensor has index 2, 2 elements"


def test_names_that_are_not_utf8_are_escaped(complaint, workplace):
    path = workplace / "digits-symbol.json"
    path.write_bytes(path.read_bytes().replace(b'"digits_', b'"dig\xffits_', 1))
    assert "\\xff" in complaint(2, "compile", path.name)


def test_a_graph_that_is_compiled_already(complaint, compiled):
    graph = compiled[1]
    assert complaint(2, "compile", graph) == f"{graph}: a graph that nnfront wrote, compiled already: inspect, complexity and run read it"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_unwritable_folder(complaint, workplace):
    (workplace / "ir").mkdir(mode=0o500)
    assert complaint(2, "compile", "digits-symbol.json", *SHAPE, "-o", "ir") == "ir: cannot write into the folder: Permission denied"


def unknown_operator(workplace):
    path = workplace / "digits-symbol.json"
    symbol = json.loads(path.read_text())
    next(node for node in symbol["nodes"] if node["op"] == "Activation")["op"] = "Activatoin"
    path.write_text(json.dumps(symbol))


@pytest.mark.parametrize("flags", [(), ("--dry-run",)])
def test_refused_operator(complaint, workplace, flags):
    unknown_operator(workplace)
    message = complaint(2, "compile", "digits-symbol.json", *SHAPE, *flags, "-o", "ir")
    assert "Activatoin" in message
    assert "did you mean 'Activation'?" in message
    assert not (workplace / "ir").exists()


def test_verification_that_fails(complaint, workplace):
    message = complaint(1, "compile", "digits-symbol.json", *SHAPE, "--no-png", "--verify", "--limit", "0", "-o", "ir")
    assert message.startswith("digits-symbol.json: value ")
    assert message.endswith(" apart, at most 0 is allowed")
    assert len(list((workplace / "ir").iterdir())) == 5


def test_verification_that_passes(nnfront):
    done = nnfront("compile", "digits-symbol.json", *SHAPE, "--no-png", "--verify", "-o", "ir")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--input-npy", "nowhere.npy"], "nowhere.npy: cannot open: No such file or directory"),
        (["--input-npy", "x.npy", "y.npy"], "got more input files than the model's 1 inputs"),
        (["--input-npy", "dat=x.npy"], "there is no input 'dat', did you mean 'data'?"),
        (["--input-npy", "digits-symbol.json"], "digits-symbol.json: "),
        (["--input-npy", "x.npy", "--values", "9999:0"], "value '9999:0' is not in this graph"),
        (["--input-npy", "x.npy", "--values", "softmax"], "value 'softmax' is not in this graph (it may have been folded away)"),
        (["--input-npy", "x.npy", "--engine", "cuda"], "--engine: got cuda, wanted one of onednn, reference"),
        (["--input-npy", "x.npy", "--engine", "onedn"], "wanted one of onednn, reference, did you mean 'onednn'?"),
        (["--input-npy", "x.npy", "--threads", "1025"], "--threads: got 1025, wanted 0 to 1024 (see nnfront run --help)"),
        (["--input-npy", "x.npy", "-o", "."], "-o .: wanted a name that ends in .npy (one array) or .npz (any number)"),
        (["--input-npy", "x.npy", "-o", "y.txt"], "-o y.txt: wanted a name that ends in .npy (one array) or .npz (any number)"),
        (
            ["--input-npy", "x.npy", "-o", "z.npy", "--values", "all"],
            "-o z.npy: a .npy holds one array and this run gives several: use a name that ends in .npz",
        ),
        (["--input-npy", "x.npy", "-o", "folder.npy"], "folder.npy: got a directory, wanted a file to write"),
        (["--input-npy", "x.npy", "-o", "nowhere/y.npy"], "nowhere/y.npy: cannot create: No such file or directory"),
        (["--input-npy", "x.npy", "-o", LONG + ".npy"], "cannot create: File name too long"),
        ([], "input 'data' float32[1,1,8,8] has no file: give --input-npy data=FILE"),
    ],
)
def test_run(complaint, compiled, workplace, words, message):
    np.save(workplace / "y.npy", np.zeros((1, 1, 8, 8), np.float32))
    (workplace / "folder.npy").mkdir()
    assert message in complaint(2, "run", *compiled, *words)


@pytest.mark.parametrize(
    ("array", "got"),
    [
        (np.zeros((1, 1, 5, 5), np.float32), "float32[1,1,5,5]"),
        (np.zeros((8, 8), np.float32), "float32[8,8]"),
        (np.zeros((1, 1, 8, 8), np.float64), "float64[1,1,8,8]"),
    ],
)
def test_run_with_a_wrong_array(complaint, compiled, workplace, array, got):
    np.save(workplace / "wrong.npy", array)
    assert complaint(2, "run", *compiled, "--input-npy", "wrong.npy") == f"input 'data': got {got}, wanted float32[1,1,8,8]"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        ("all.tar", b"x".ljust(257, b"\0") + b"ustar\x0000" + bytes(248), "a tar archive"),
        ("notes.txt", b"no model", "text"),
        ("thing.json", b'{"a": 1}', "JSON text that is no model"),
        ("cut.onnx", b"\x08\x08\x12\x02me\x3a\x7f\x0a\x01", "an ONNX model that is cut off"),
    ],
)
def test_what_a_file_is_that_is_no_model(complaint, workplace, name, content, kind):
    (workplace / name).write_bytes(content)
    assert complaint(2, "inspect", name).startswith(f"{name}: not a model of any known kind (tried: mxnet, onnx): it is {kind}")


def test_what_compile_wrote_is_known(complaint, compiled):
    for name, wanted in (
        ("compile_report.json", "the report of a compilation by nnfront"),
        ("IR_for_reconstruct_params.npz", "a NumPy archive, such as the parameters beside a graph file of nnfront"),
    ):
        assert complaint(2, "inspect", f"ir/{name}").endswith(f"it is {wanted}")


def test_a_model_where_a_graph_file_is_wanted(complaint):
    for command in ("complexity", "run"):
        words = ("--params", "digits-0000.params", "--input-npy", "x.npy") if command == "run" else ()
        assert complaint(2, command, "--graph", "digits-symbol.json", *words) == (
            "digits-symbol.json: an MXNet model, wanted the graph file that is made of it: nnfront compile digits-symbol.json"
        )


def test_parameters_that_do_not_match_their_checksum(complaint, compiled, workplace):
    path = workplace / "ir" / "IR_fused_for_CModel_params.npz"
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        largest = max(archive.infolist(), key=lambda entry: entry.file_size)
    end = content.index(b"\n", content.index(b"NUMPY", largest.header_offset))
    content[end + largest.file_size // 2] ^= 1
    path.write_bytes(content)
    name = largest.filename.removesuffix(".npy")
    message = complaint(2, "run", *compiled, "--input-npy", "x.npy")
    assert message.endswith(f"{path.name}: entry '{name}': its content does not match its checksum")


def test_run_takes_a_file_with_an_equals_sign(nnfront, compiled, workplace):
    (workplace / "x.npy").rename(workplace / "seed=1.npy")
    for word in ("seed=1.npy", "data=seed=1.npy"):
        done = nnfront("run", *compiled, "--input-npy", word)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", ["run", "complexity"])
def test_graph_that_is_none(complaint, command, workplace):
    words = ("--params", "digits-0000.params", "--input-npy", "digits-images.npy") if command == "run" else ()
    assert "digits-symbol.json" in complaint(2, command, "--graph", "digits-symbol.json", *words)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["inspect", "nowhere.json"], "nowhere.json"),
        (["inpect", "."], "there is no command 'inpect', did you mean 'inspect'?"),
        (["help", "complie"], "there is no command 'complie', did you mean 'compile'?"),
        (["completion", "tcsh"], "SHELL: got tcsh, wanted one of bash, zsh, fish"),
        (["generate", "pages"], "pages: say where they go: -o FOLDER"),
        (["generate", "schema", "-o", "x"], "-o: got it with schema, which is printed; it goes with pages"),
        (["generate", "schemas"], "WHAT: got schemas, wanted one of operators, schema, coverage, pages, did you mean 'schema'?"),
        (["complexity", "--graph"], "(see nnfront complexity --help)"),
        (["inspect", "--grph", "x"], "there is no option '--grph' (see nnfront inspect --help)"),
        ([], "subcommand"),
    ],
)
def test_other_commands(complaint, words, message):
    assert message in complaint(2, *words)


def test_full_disk(program, workplace):
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([program, "generate", "schema"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "nnfront: cannot write to file: No space left on device\n")
