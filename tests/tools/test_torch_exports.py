"""The comparison of torch's exports must be able to fail: a stand-in for nnfront answers rightly, and then wrongly, in each place."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "goldens"))
import compare
import golden_files
import torch_exports
import torch_models
import torch_table

RUNS = {1: (1, 4), 2: (3, 4)}  # the output's shape


@pytest.fixture
def goldens(tmp_path):
    random = np.random.RandomState(1)
    writer = golden_files.Writer()
    writer.keep_inputs([random.randn(1, 2)], [random.randn(3, 2)])
    for n, shape in RUNS.items():
        result = random.randn(*shape).astype(np.float32)
        writer.keep(f"y{n}_0", result)
        writer.keep(f"script{n}_0", result)
    output = {"shapes": [list(shape) for shape in RUNS.values()], "stride": [1, 1], "conditioning": 0.5}
    exporters = {"script": {"operators": {"Relu": 1}, "inputs": ["x"]}, "dynamo": {"failure": "no such operator"}}
    inputs = [{"name": "x", "symbols": {"0": "batch"}}]
    writer.write(tmp_path, {"model": "bert", "inputs": inputs, "outputs": [output], "exporters": exporters})
    return golden_files.Goldens(tmp_path)


def answers(goldens, move=None):
    """Every form's results: the goldens, moved by `move`."""

    def compiled(n, values, outputs):
        array = goldens[f"y{n}_0"].copy()
        if move:
            move(n, array)
        return [array], {}

    return compiled


def verdict(goldens, monkeypatch, move=None, size="batch"):
    node = {"name": "x", "op": "input", "outputs": [{"shape": [size, 2]}]}

    def compile_both(command):
        (Path(command[-1]) / "IR_for_reconstruct_graph.json").write_text(json.dumps({"nodes": [node]}))

    monkeypatch.setattr(compare, "run", compile_both)
    monkeypatch.setattr(compare, "Compiled", lambda *arguments: answers(goldens, move))
    monkeypatch.setattr(torch_exports, "make_goldens", lambda exports, name: goldens.folder)
    return torch_exports.compute(SimpleNamespace(nnfront=Path("nnfront"), folder=goldens.folder), "bert", "script")


def test_right_answers_are_ok(goldens, monkeypatch):
    assert verdict(goldens, monkeypatch)["verdict"] == "ok"


@pytest.mark.parametrize("run", RUNS)
def test_a_moved_output_is_a_miss(goldens, monkeypatch, run):
    def move(n, array):
        array *= 1.0 + 2e-5 * (n == run)

    found = verdict(goldens, monkeypatch, move)
    assert found["verdict"] == "miss"
    assert "onnxruntime" in found["reason"]


def test_an_export_that_differs_from_torch_is_compared_with_onnxruntime_alone(goldens, monkeypatch):
    own = dict(np.load(goldens.folder / "goldens.npz"))
    own["script2_0"] *= 2.0
    np.savez(goldens.folder / "goldens.npz", **own)

    def as_onnxruntime(n, array):
        array *= n

    found = verdict(goldens, monkeypatch, as_onnxruntime)
    assert (found["verdict"], found["reason"]) == ("ok", "the export itself is 1.0e+00 from torch")
    assert verdict(goldens, monkeypatch)["verdict"] == "miss"


def test_what_is_equal_for_all_samples_is_a_miss(goldens, monkeypatch):
    def same_for_all(n, array):
        array[:] = array[0]

    assert "difference" in verdict(goldens, monkeypatch, same_for_all)["reason"]


def test_a_size_that_is_fixed_is_a_miss(goldens, monkeypatch):
    found = verdict(goldens, monkeypatch, size=2)
    assert (found["verdict"], found["reason"]) == ("miss", "batch of x is fixed")


def test_another_shape_is_a_refusal(goldens, monkeypatch):
    monkeypatch.setattr(torch_exports, "RUNS", (1,))
    goldens.manifest["outputs"][0]["shapes"][0] = [1, 5]
    (goldens.folder / "manifest.json").write_text(json.dumps(goldens.manifest))
    assert verdict(goldens, monkeypatch)["verdict"] == "refused"


def test_what_the_exporter_does_not_make_is_no_miss(goldens, monkeypatch):
    monkeypatch.setattr(torch_exports, "make_goldens", lambda exports, name: goldens.folder)
    found = torch_exports.compute(SimpleNamespace(), "bert", "dynamo")
    assert (found["verdict"], found["reason"]) == ("not exported", "no such operator")


def test_the_list_holds_what_it_says():
    names = set(torch_models.ARCHITECTURES)
    assert len(names) == len(torch_models.TORCHVISION + torch_models.TIMM + torch_models.TRANSFORMERS)
    assert set(torch_models.HANDFUL) <= names
    for architecture in torch_models.ARCHITECTURES.values():
        symbols = {symbol for each in architecture.inputs for symbol in torch_models.symbols(each).values()}
        for sizes in (torch_models.EXAMPLE, *torch_models.RUNS):
            assert symbols <= set(sizes)


def test_the_page_has_one_row_per_export_with_its_reason():
    form = {"onnxruntime": 1e-6, "torch": 2e-6, "difference": 3e-6}
    agrees = {"model": "vit", "library": "timm", "exporter": "script", "operators": {"Add": 3}, "conditioning": 0.5, "verdict": "ok"}
    agrees |= {"forms": {"reconstruct": form, "fused": form}, "reason": ""}
    refused = {"model": "t5", "library": "transformers", "exporter": "dynamo", "verdict": "refused", "reason": "operator x | y"}
    page = torch_table.markdown([agrees, refused], 40)
    rows = [line for line in page.splitlines() if line.startswith("| ")]
    assert rows[2] == "| vit | timm | script | 3/1 | 1.0e-06 2.0e-06 3.0e-06 | 1.0e-06 2.0e-06 3.0e-06 | 0.5 | ok |"
    assert rows[3].endswith("| refused: operator x \\| y |")
    assert "Of 40 architectures 2 are in this table." in page
    assert torch_table.line(agrees).split()[-1] == "ok"
