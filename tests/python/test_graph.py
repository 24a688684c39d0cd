"""The Python package on the digits model that ships with the project."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nnfront

DIGITS = Path(__file__).parents[2] / "examples" / "digits"
SYMBOL = DIGITS / "digits-symbol.json"
SHAPES = {"data": (1, 1, 8, 8)}


@pytest.fixture(scope="module")
def graph():
    return nnfront.compile(SYMBOL, inputs=SHAPES)


@pytest.fixture(scope="module")
def images():
    return np.load(DIGITS / "digits-images.npy")


@pytest.fixture(scope="module")
def labels():
    return np.load(DIGITS / "digits-labels.npy")


def test_compile_gives_both_forms(graph):
    assert graph.kind == "reconstruct"
    assert graph.fused.kind == "fused"
    assert any(node.op == "batch_norm" for node in graph.nodes)
    assert not any(node.op == "batch_norm" for node in graph.fused.nodes)


def test_run_is_right_about_most_digits(graph, images, labels):
    accuracy = np.mean(graph.run(images).reshape(len(images), -1).argmax(1) == labels)
    assert accuracy > 0.95
    assert accuracy == np.mean(graph.fused.run(images).reshape(len(images), -1).argmax(1) == labels)


def test_engines_and_threads_agree(graph, images):
    x = images[:4]
    reference = graph.run(x, engine="reference")
    one, two = graph.run(x, threads=1), graph.run(x, threads=2)
    assert np.array_equal(one, two)
    assert np.linalg.norm(one - reference) <= 1e-5 * np.linalg.norm(reference)


def test_inputs_by_name(graph, images):
    name = graph.inputs[0].name
    assert np.array_equal(graph.run({name: images[:1]}), graph.run(images[:1]))
    with pytest.raises(nnfront.Error, match="wanted"):
        graph.run({"nonsense": images[:1]})


def test_interior_values(graph, images):
    convolution = next(node for node in graph.nodes if node.op == "conv")
    value = convolution.outputs[0].value
    result = graph.run(images[:2], values=[value])
    assert result[value].shape[0] == 2
    assert set(graph.run(images[:1], values="all")) >= {value}


@pytest.mark.parametrize("engine", ["onednn", "reference"])
def test_results_belong_to_the_caller(graph, images, engine):
    x = images[:2].copy()
    value = graph.inputs[0].value
    result = graph.run(x, values=[value], engine=engine)
    result[value][...] = 7
    assert np.array_equal(x, images[:2])
    result = graph.run(x, values=[value], engine=engine)
    x[...] = 0
    assert np.array_equal(result[value], images[:2])


def test_wrong_input_is_an_error(graph):
    with pytest.raises(nnfront.Error, match="got float32.*wanted"):
        graph.run(np.zeros((1, 3, 5, 5), np.float32))
    with pytest.raises(nnfront.Error, match="got float64"):
        graph.run(np.zeros((1, 1, 8, 8), np.float64))
    with pytest.raises(nnfront.Error, match="inputs"):
        graph.run()


def test_an_array_without_dimensions_stays_one(graph):
    with pytest.raises(nnfront.Error, match=r"got float32\[\], wanted"):
        graph.run(np.float32(1))


def test_parameters_are_arrays(graph):
    assert len(graph.parameters) > 0
    name, array = next(iter(graph.parameters.items()))
    assert array.size > 0
    with pytest.raises(ValueError, match="read-only"):
        array.flat[0] = 1
    with pytest.raises(KeyError):
        graph.parameters[name + "_nonsense"]


def test_complexity(graph):
    complexity = graph.complexity()
    assert str(complexity) == str(graph.fused.complexity())
    assert str(complexity).startswith(f"nnz: {complexity.nnz}, sparsity: {complexity.sparsity!r}, dense_flops: ")
    assert sum(layer["macs"] + layer["residual_adds"] for layer in complexity.layers) == complexity.dense_flops


def test_save_and_load(graph, images, tmp_path):
    files = tmp_path / "g_graph.json", tmp_path / "g_params.npz"
    graph.fused.save(*files)
    loaded = nnfront.load(*files)
    assert np.array_equal(loaded.run(images[:3]), graph.fused.run(images[:3]))
    with np.load(files[1]) as archive:
        assert set(archive) == set(loaded.parameters)
        for name in archive:
            assert np.array_equal(archive[name], loaded.parameters[name])


def test_without_parameters_it_counts_but_does_not_run(graph, images, tmp_path):
    files = tmp_path / "g_graph.json", tmp_path / "g_params.npz"
    graph.save(*files)
    loaded = nnfront.load(files[0])
    assert loaded.complexity().sparsity == 0
    with pytest.raises(nnfront.Error, match="parameter"):
        loaded.run(images[:1])


def test_compile_writes_six_files_and_a_report(tmp_path):
    graph = nnfront.compile(SYMBOL, inputs=SHAPES, out=tmp_path / "ir", verify=True)
    names = sorted(path.name for path in (tmp_path / "ir").iterdir())
    forms = ("IR_for_reconstruct", "IR_fused_for_CModel")
    parts = ("graph.json", "graph.png", "params.npz")
    assert names == sorted([f"{form}_{part}" for form in forms for part in parts] + ["compile_report.json"])
    report = json.loads((tmp_path / "ir" / "compile_report.json").read_text())
    assert report == graph.report
    assert report["equivalence"]["maximum"] < 1e-5


def test_a_verification_that_fails_is_an_error(tmp_path):
    with pytest.raises(nnfront.Error, match="apart, at most 0 is allowed"):
        nnfront.compile(SYMBOL, inputs=SHAPES, out=tmp_path, png=False, verify=True, distance_limit=0)
    assert len(list(tmp_path.iterdir())) == 5


def test_compiling_twice_gives_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        nnfront.compile(SYMBOL, inputs=SHAPES, out=tmp_path / folder)
    for path in (tmp_path / "a").iterdir():
        if path.name != "compile_report.json":
            assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_missing_file_is_an_error():
    with pytest.raises(nnfront.Error, match="nowhere"):
        nnfront.compile("nowhere-symbol.json")


def test_inspect():
    report = nnfront.inspect(SYMBOL, inputs=SHAPES)
    assert report["framework"] == "mxnet"
    assert sum(entry["count"] for entry in report["operators"]) > 5


def test_import_brings_no_framework():
    code = "import sys, nnfront; print(sorted({m.split('.')[0] for m in sys.modules} & {'torch', 'tensorflow', 'mxnet', 'onnx', 'keras'}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
