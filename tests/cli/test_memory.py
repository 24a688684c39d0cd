"""How much memory the commands take: compiling follows the largest layer, not the model, also where batch norms fold into every weight.

The system counts a process from its parent's size on, so that no peak is seen below that of these tests themselves, some 50 MiB.
"""

import json
import os
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

MIB = 1 << 20
WIDTH = 2816
LAYER = WIDTH * WIDTH * 4
BATCH_NORM = ("gamma", "beta", "running_mean", "running_var")


def write_params(path: Path, shapes) -> None:
    """MXNet's format, version 2, from (name, shape); random float32 between 0.5 and 1.5, row by row, so that these tests stay small."""
    random = np.random.default_rng(1)
    names = [name.encode() for name, _ in shapes]
    with path.open("wb") as file:
        file.write(struct.pack("<QQQ", 0x112, 0, len(names)))
        for _, shape in shapes:
            file.write(struct.pack(f"<Iii{len(shape)}qiii", 0xF993FAC9, 0, len(shape), *shape, 1, 0, 0))
            for _ in range(shape[0] if len(shape) > 1 else 1):
                file.write((random.random(shape[-1], np.float32) + np.float32(0.5)).tobytes())
        file.write(struct.pack("<Q", len(names)) + b"".join(struct.pack("<Q", len(name)) + name for name in names))


def write_stack(folder: Path, layers: int, width: int) -> Path:
    """data -> (fully connected -> batch norm) x layers."""
    nodes, shapes = [{"op": "null", "name": "data", "inputs": []}], []

    def operator(op, name, attributes, parameters):
        inputs = [[len(nodes) - 1, 0, 0]]
        for parameter, shape, kind in parameters:
            inputs.append([len(nodes), 0, 0])
            nodes.append({"op": "null", "name": f"{name}_{parameter}", "inputs": []})
            shapes.append((f"{kind}:{name}_{parameter}", shape))
        nodes.append({"op": op, "name": name, "attrs": attributes, "inputs": inputs})

    for layer in range(layers):
        operator("FullyConnected", f"dense{layer}", {"num_hidden": str(width), "no_bias": "True"}, [("weight", (width, width), "arg")])
        kinds = [(name, (width,), "aux" if name.startswith("running") else "arg") for name in BATCH_NORM]
        operator("BatchNorm", f"norm{layer}", {"fix_gamma": "False"}, kinds)
    heads = [[len(nodes) - 1, 0, 0]]
    folder.mkdir()
    (folder / "stack-symbol.json").write_text(
        json.dumps({"nodes": nodes, "arg_nodes": [], "heads": heads, "attrs": {"mxnet_version": ["int", 10901]}})
    )
    write_params(folder / "stack-0000.params", shapes)
    return folder / "stack-symbol.json"


def write_transposed(folder: Path, width: int) -> Path:
    """data -> fully connected, whose weight is a parameter transposed."""
    names = [("null", "data", {}, []), ("null", "weight", {}, []), ("transpose", "columns", {}, [1])]
    names.append(("FullyConnected", "dense", {"num_hidden": str(width), "no_bias": "True"}, [0, 2]))
    nodes = [{"op": op, "name": name, "attrs": attrs, "inputs": [[i, 0, 0] for i in inputs]} for op, name, attrs, inputs in names]
    folder.mkdir()
    symbol = folder / "t-symbol.json"
    symbol.write_text(json.dumps({"nodes": nodes, "arg_nodes": [0, 1], "heads": [[3, 0, 0]], "attrs": {"mxnet_version": ["int", 10901]}}))
    write_params(folder / "t-0000.params", [("arg:weight", (width, width))])
    return symbol


def peak_of(command) -> int:
    """Bytes that the program had in memory at once, at the most."""
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return usage.ru_maxrss * 1024


@pytest.fixture
def peak(program, tmp_path):
    """Compiles a stack, looks whether the batch norms have folded, and leaves nothing on the disk."""

    def compile_stack(layers: int, width: int) -> int:
        symbol = write_stack(tmp_path / f"{layers}x{width}", layers, width)
        out = symbol.parent / "ir"
        found = peak_of([program, "compile", symbol, "--input", f"data:1,{width}", "--no-png", "-o", out])
        nodes = json.loads((out / "IR_fused_for_CModel_graph.json").read_text())["nodes"]
        assert sum(node["op"] == "dense" for node in nodes) == layers
        assert not any(node["op"] == "batch_norm" for node in nodes)
        for file in (*out.iterdir(), *symbol.parent.glob("*.params")):
            file.unlink()
        return found

    return compile_stack


def write_chain(path: Path, count: int) -> None:
    """A graph file of that many nodes, one behind the other."""
    of_type = {"shape": [1, 64, 56, 56], "dtype": "float32"}
    head = {"format": "nnfront-ir", "version": 1, "kind": "reconstruct", "producer": "", "next_id": count, "aliases": {}, "inputs": ["0:0"]}
    rest = {"source": {"framework": "", "version": "", "files": []}, "outputs": [{"name": "y", "value": f"{count - 1}:0"}]}
    with path.open("w") as file:
        file.write(json.dumps(head | rest)[:-1] + ', "nodes": [')
        file.write(json.dumps({"id": 0, "op": "input", "name": "data", "inputs": [], "attrs": of_type, "outputs": [of_type]}))
        for i in range(1, count):
            node = {"id": i, "op": "relu", "name": f"node_{i}", "inputs": [f"{i - 1}:0"], "attrs": {}, "outputs": [of_type]}
            file.write(",\n" + json.dumps(node))
        file.write("]}\n")


def test_peak_memory_follows_the_largest_layer(peak):
    base = peak(3, 16)
    few, many = peak(3, WIDTH), peak(6, WIDTH)
    # What is read ahead, what is changed and what is written are windows, two files at a time.
    assert few - base <= LAYER, f"{few / MIB:.1f} MiB, {base / MIB:.1f} for a small model"
    # Twice the layers; what the allocator keeps differs from run to run.
    assert many - few <= LAYER / 4, f"{many / MIB:.1f} MiB, {few / MIB:.1f} for half of the layers"


def test_a_weight_is_transposed_in_parts(program, tmp_path):
    def compiled(width: int) -> int:
        symbol = write_transposed(tmp_path / str(width), width)
        found = peak_of([program, "compile", symbol, "--input", f"data:1,{width}", "--no-png", "-o", symbol.parent / "ir"])
        nodes = json.loads((symbol.parent / "ir" / "IR_fused_for_CModel_graph.json").read_text())["nodes"]
        assert [node["op"] for node in nodes] == ["input", "parameter", "dense"]
        return found

    base, found = compiled(256), compiled(WIDTH)
    with np.load(tmp_path / str(WIDTH) / "ir" / "IR_for_reconstruct_params.npz") as stored:
        weight = stored["weight"]
    with np.load(tmp_path / str(WIDTH) / "ir" / "IR_fused_for_CModel_params.npz") as folded:
        assert np.array_equal(folded["weight.folded"], weight.T)
    assert found - base <= LAYER / 2, f"{found / MIB:.1f} MiB, {base / MIB:.1f} for a small model, a layer has {LAYER / MIB:.1f}"


@pytest.mark.parametrize(("words", "times"), [([], 8), (["--json"], 14)])
def test_inspecting_takes_a_few_times_the_graph_file(program, tmp_path, words, times):
    small, large = tmp_path / "small_graph.json", tmp_path / "large_graph.json"
    write_chain(small, 10)
    write_chain(large, 200_000)
    base = peak_of([program, "inspect", small, *words])
    found = peak_of([program, "inspect", large, *words])
    size = large.stat().st_size
    large.unlink()
    # What must be in memory is the graph, its lookup and the answer; a document of all nodes would be 20 times the file.
    assert found - base <= times * size, f"{found / MIB:.1f} MiB for a file of {size / MIB:.1f} MiB"
