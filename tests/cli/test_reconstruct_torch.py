"""`nnfront reconstruct --to torch`, without torch: what is written, and that no text of a model is code there."""

import ast
import json
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "torch" / "resnet50_v1b.py"

SHAPE = ("--input", "data:1,1,8,8")
HOSTILE = 'x")\n    import os\n    os.abort()\n"""\\\n#\' {HERE} \u202e'
ALLOWED_IMPORTS = {"pathlib.Path", "torch", "torch.nn.functional", "safetensors.torch.load_file", "torch.nn"}


def reconstruct(nnfront, form, *more):
    return nnfront("reconstruct", "--to", "torch", "--graph", f"ir/{form}_graph.json", "--params", f"ir/{form}_params.npz", *more)


@pytest.fixture
def compiled(nnfront, workplace):
    assert nnfront("compile", "digits-symbol.json", *SHAPE, "-o", "ir", "--no-png").returncode == 0
    return workplace


def complaints(source):
    """What ruff says against a file, by the width that sources are written for."""
    ruff = Path(sys.executable).parent / "ruff"
    rules = (("format", "--diff"), ("check", "--select", "E,F,W,I,B"))
    said = [subprocess.run([ruff, *words, "--isolated", "--line-length", "120", source], capture_output=True, text=True) for words in rules]
    return "".join(each.stdout + each.stderr for each in said if each.returncode != 0)


def imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def state_of(path):
    """The header of a .safetensors."""
    content = path.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length]), content[8 + length :]


@pytest.mark.parametrize("form", ["IR_for_reconstruct", "IR_fused_for_CModel"])
def test_writes_a_source_and_the_weights(nnfront, compiled, form):
    done = reconstruct(nnfront, form, "--save_path", "rebuilt")
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (compiled / "rebuilt").iterdir()) == ["model.py", "model.safetensors"]
    source = (compiled / "rebuilt" / "model.py").read_text()
    assert set(imports(ast.parse(source))) <= ALLOWED_IMPORTS
    assert complaints(compiled / "rebuilt" / "model.py") == ""
    header, content = state_of(compiled / "rebuilt" / "model.safetensors")
    del header["__metadata__"]
    with np.load(compiled / f"ir/{form}_params.npz") as parameters:
        assert sorted(header) == sorted(parameters)
        for name, entry in header.items():
            begin, end = entry["data_offsets"]
            assert np.array_equal(np.frombuffer(content[begin:end], np.float32).reshape(entry["shape"]), parameters[name])


def test_no_text_of_a_model_is_code(nnfront, compiled):
    path = compiled / "ir" / "IR_for_reconstruct_graph.json"
    graph = json.loads(path.read_text())
    for node in graph["nodes"]:
        node["name"] = f"{HOSTILE}{node['name']}"
        if "key" in node["attrs"]:
            node["attrs"]["key"] = f"{HOSTILE}{node['attrs']['key']}"
    for output in graph["outputs"]:
        output["name"] = HOSTILE
    graph["source"] |= {"framework": HOSTILE, "version": HOSTILE}
    for file in graph["source"]["files"]:
        file["name"] = HOSTILE
    path.write_text(json.dumps(graph))
    with np.load(compiled / "ir/IR_for_reconstruct_params.npz") as parameters:
        np.savez(compiled / "hostile.npz", **{f"{HOSTILE}{name}": array for name, array in parameters.items()})
    done = nnfront("reconstruct", "--to", "torch", "--graph", path, "--params", "hostile.npz", "-o", "rebuilt")
    assert done.returncode == 0, done.stderr
    source = (compiled / "rebuilt" / "model.py").read_text()
    tree = ast.parse(source)
    assert source.isascii()
    assert set(imports(tree)) <= ALLOWED_IMPORTS
    assert not {"os", "HERE"} & {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert {type(node) for node in tree.body} <= {ast.Expr, ast.Import, ast.ImportFrom, ast.Assign, ast.FunctionDef, ast.ClassDef}
    header, _ = state_of(compiled / "rebuilt" / "model.safetensors")
    assert f"{HOSTILE}digits_dense0_bias" in header


def test_what_torch_lacks_is_refused_and_nothing_is_written(nnfront, compiled):
    path = compiled / "ir" / "IR_for_reconstruct_graph.json"
    graph = json.loads(path.read_text())
    relu = next(node for node in graph["nodes"] if node["op"] == "relu")
    relu |= {"op": "lrn", "attrs": {"size": 4, "alpha": 1.0, "beta": 0.75, "bias": 1.0}}
    path.write_text(json.dumps(graph))
    done = reconstruct(nnfront, "IR_for_reconstruct", "-o", "rebuilt")
    assert done.returncode == 2
    assert "cannot be written for torch: lrn: 4 neighbouring channels, an even number (1 node, " in done.stderr
    assert not (compiled / "rebuilt").exists()


def test_the_page_is_what_is_written_now(nnfront, program, workplace):
    """docs/torch/resnet50_v1b.py; where it is not: copy what this test wrote."""
    for kind in ("symbol", "shapes"):
        shutil.copy(REPOSITORY / f"examples/resnet50v1b/resnet50v1b-{kind}.json", workplace)
    seeded = Path(program).parents[1] / "tools" / "make_mxnet_params"
    subprocess.run([seeded, "shapes", "resnet50v1b-shapes.json", "-o", "resnet50v1b-0000.params"], cwd=workplace, check=True)
    assert nnfront("compile", "resnet50v1b-symbol.json", "-o", "ir", "--no-png").returncode == 0
    assert reconstruct(nnfront, "IR_for_reconstruct", "-o", "rebuilt").returncode == 0
    assert complaints(workplace / "rebuilt" / "model.py") == ""
    assert (workplace / "rebuilt" / "model.py").read_text() == PAGE.read_text(), workplace
