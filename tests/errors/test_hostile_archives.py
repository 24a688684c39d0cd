"""Parameter files and runs that promise much: each ends within a second of processor time and 100 MB, with a clear message."""

import json
import struct
import zipfile

import numpy as np
import onnx_bytes as onnx
import pytest

HUGE = 128 << 20  # bytes of zeros, which deflate to a thousandth


def as_npy(dims, content: bytes) -> bytes:
    header = f"{{'descr': '<f4', 'fortran_order': False, 'shape': {dims}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\1\0" + struct.pack("<H", len(header)) + header + content


def rewritten(path, change) -> None:
    """The archive with its entries compressed; `change` gives the bytes of one by its name and its old bytes."""
    with zipfile.ZipFile(path) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, change(name, content))


@pytest.fixture
def params(compiled, workplace):
    return workplace / "ir" / "IR_fused_for_CModel_params.npz"


def test_compressed_parameters_run(nnfront, compiled, params):
    plain = nnfront("run", *compiled, "--input-npy", "x.npy", "--json").stdout
    rewritten(params, lambda name, content: content)
    assert nnfront("run", *compiled, "--input-npy", "x.npy", "--json").stdout == plain


def test_an_entry_that_inflates_to_more_than_the_graph_wants(spent, compiled, params, workplace):
    with zipfile.ZipFile(params) as archive:
        first = archive.namelist()[0]
    rewritten(params, lambda name, content: as_npy((HUGE // 4,), bytes(HUGE)) if name == first else content)
    assert params.stat().st_size < 1 << 20
    used = spent(workplace, "run", *compiled, "--input-npy", "x.npy")
    used.check(2, f"parameter '{first.removesuffix('.npy')}': got float32[{HUGE // 4}], wanted ")


def test_an_entry_whose_header_speaks_of_less_than_the_archive(spent, compiled, params, workplace):
    with zipfile.ZipFile(params) as archive:
        first = archive.namelist()[0]
    rewritten(params, lambda name, content: content + bytes(HUGE) if name == first else content)
    spent(workplace, "run", *compiled, "--input-npy", "x.npy").check(2, "bytes, the file has ")


def run_of(nnfront, spent, folder, model: bytes, *words):
    (folder / "m.onnx").write_bytes(model)
    done = nnfront("compile", "m.onnx", "--no-png", "-o", "m")
    assert done.returncode == 0, done.stderr
    np.save(folder / "x.npy", np.zeros((1, 4), np.float32))
    form = "m/IR_fused_for_CModel"
    return spent(folder, "run", "--graph", f"{form}_graph.json", "--params", f"{form}_params.npz", "--input-npy", "x.npy", *words)


@pytest.mark.parametrize("engine", ["onednn", "reference"])
def test_a_run_that_needs_more_than_the_machine_has(nnfront, spent, workplace, engine):
    # A hundred million million numbers at the end of ten doublings, so that a run that began would take all there is.
    nodes = [onnx.node("Concat", [f"v{i}" if i else "x"] * 32, [f"v{i + 1}" if i < 8 else "y"], onnx.integer("axis", 0)) for i in range(9)]
    model = onnx.model(onnx.graph(nodes, [onnx.value("x", 1, 4)], [onnx.content(1, "y")]), opset=17)
    run_of(nnfront, spent, workplace, model, "--engine", engine).check(2, "out of memory: ")


def test_a_graph_without_outputs_has_nothing_to_write(complaint, compiled, workplace):
    path = workplace / "ir" / "IR_fused_for_CModel_graph.json"
    graph = json.loads(path.read_text())
    path.write_text(json.dumps(graph | {"outputs": []}))
    words = ("run", *compiled, "--input-npy", "x.npy", "-o", "y.npy")
    assert complaint(2, *words) == "-o y.npy: the graph has no outputs; ask for --values"
