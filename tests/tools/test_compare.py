"""The comparison with goldens must be able to fail: a stand-in for nnfront answers rightly, and then wrongly, in each place."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "goldens"))
import compare
import golden_files

INTERIOR = ["a_output", "b_output", "c_output", "d_output", "e_output"]


def node(identity, name, **more):
    return {"id": identity, "name": name, "op": "relu", "outputs": [{}], **more}


@pytest.fixture
def goldens(tmp_path):
    random = np.random.RandomState(1)
    writer = golden_files.Writer()
    writer.keep_inputs([random.randn(1, 2)], [random.randn(1, 2)])
    entries = {key: writer.keep(key, random.randn(1, 8).astype(np.float32)) for key in ["y1_0", "y2_0", *(f"v_{i}" for i in range(5))]}
    manifest = {
        "model": "model",
        "inputs": [{"name": "data", "shape": [1, 2]}],
        "outputs": [{"name": "out", "conditioning": 0.5, **entries["y1_0"]}],
        "interior": [{"name": name, "conditioning": 1.0, **entries[f"v_{i}"]} for i, name in enumerate(INTERIOR)],
    }
    writer.write(tmp_path, manifest)
    return golden_files.Goldens(tmp_path)


def stand_in(goldens, spoil=None, by=1e-3):
    """Answers with the goldens themselves; one of them is moved by `by`, relatively."""

    def load(key):
        array = goldens[key].copy()
        if key == spoil:
            array[0, 0] += by * np.linalg.norm(array)
        return array

    def run(n, values, outputs):
        return [load(f"y{n}_0")], {value: load(f"v_{i}") for i, value in enumerate(values)}

    return run


EVERY_VALUE = [(i, f"{i}:0") for i in range(5)]


def compared(goldens, *, float64_decides=False, **how):
    return compare.compare_form("fused", "onednn", stand_in(goldens, **how), goldens, EVERY_VALUE, float64_decides=float64_decides)


def test_the_goldens_themselves_pass(goldens):
    row = compared(goldens)
    assert row.misses == []
    assert (row.y1, row.y2, row.difference, row.interior) == (0.0, 0.0, 0.0, [0.0] * 5)


@pytest.mark.parametrize("where", ["y1_0", "y2_0", "v_0", "v_4"])
def test_each_array_can_miss(goldens, where):
    assert compared(goldens, spoil=where).misses != []


def test_the_limit_is_1e_5(goldens):
    assert compared(goldens, spoil="v_2", by=0.9e-5).misses == []
    assert len(compared(goldens, spoil="v_2", by=1.2e-5).misses) == 1


def test_conditioning_above_one_widens_the_limit(goldens):
    goldens.manifest["interior"][2]["conditioning"] = 3.0
    assert compared(goldens, spoil="v_2", by=2.8e-5).misses == []
    assert len(compared(goldens, spoil="v_2", by=3.2e-5).misses) == 1


def with_own_error(goldens, index, by):
    """Goldens that know MXNet's own error of an interior value: `by`, relatively, in its second element."""
    arrays = {key: goldens[key] for key in ["x1_0", "x2_0", "y1_0", "y2_0", *(f"v_{i}" for i in range(5))]}
    error = np.zeros_like(arrays[f"v_{index}"])
    error[0, 1] = by * np.linalg.norm(arrays[f"v_{index}"])
    np.savez(goldens.folder / "goldens.npz", **arrays, **{f"e_{index}": error})
    return goldens


def exact_run(goldens, index):
    """An nnfront whose interior value is the float64 one to the last bit, and everything else MXNet's."""
    exact = goldens[f"v_{index}"] - goldens[f"e_{index}"]

    def run(n, values, outputs):
        return [goldens[f"y{n}_0"]], {value: exact if i == index else goldens[f"v_{i}"] for i, value in enumerate(values)}

    return run


def computed_exactly(goldens, index, **how):
    return compare.compare_form("fused", "onednn", exact_run(goldens, index), goldens, EVERY_VALUE, **how)


def test_float64_decides_only_where_it_is_asked(goldens):
    noisy = with_own_error(goldens, 2, 3e-5)
    strict, asked = computed_exactly(noisy, 2), computed_exactly(noisy, 2, float64_decides=True)
    assert strict.interior == asked.interior
    assert strict.interior[2] == pytest.approx(3e-5, rel=0.1)
    assert (len(strict.misses), strict.by_float64) == (1, 0)
    assert (asked.misses, asked.by_float64) == ([], 1)


def test_the_comparison_with_the_goldens_is_strict(goldens, monkeypatch, tmp_path):
    noisy = with_own_error(goldens, 2, 3e-5)
    monkeypatch.setattr(compare, "compile_model", lambda *_: {})
    monkeypatch.setattr(compare, "shared_interior", lambda *_: EVERY_VALUE)
    monkeypatch.setattr(compare, "Compiled", lambda *_: exact_run(noisy, 2))
    noisy.manifest |= {"prefix": "p", "epoch": 0}
    monkeypatch.setattr(compare, "Goldens", lambda _: noisy)
    rows = compare.compare_model(Path("nnfront"), tmp_path, ["onednn"], tmp_path)
    assert [(len(row.misses), row.by_float64) for row in rows] == [(1, 0), (1, 0)]


def test_a_value_as_far_from_float64_as_both_errors_together_misses(goldens):
    # In different directions: ours is as far from the float64 value as the two errors together.
    noisy = with_own_error(goldens, 2, 3e-5)
    row = compared(noisy, spoil="v_2", by=1.2e-5, float64_decides=True)
    assert (len(row.misses), row.by_float64) == (1, 0)


def test_what_is_far_from_mxnet_misses_however_wrong_mxnet_is(goldens):
    noisy = with_own_error(goldens, 2, 6e-5)
    row = computed_exactly(noisy, 2, float64_decides=True)
    assert (len(row.misses), row.by_float64) == (1, 0)


def test_outputs_do_not_pass_by_float64(goldens):
    noisy = with_own_error(goldens, 2, 3e-5)
    noisy.manifest["outputs"][0]["own_distance"] = 1.0
    assert compared(noisy, spoil="y1_0", by=1.2e-5, float64_decides=True).misses != []


def test_a_value_that_is_not_finite_misses(goldens):
    assert compared(goldens, spoil="y1_0", by=float("nan")).misses != []


def test_another_shape_is_an_error():
    with pytest.raises(compare.ComparisonError):
        compare.kept_part(np.ones((1, 4)), {"name": "y", "shape": [4], "stride": 1})


def test_of_large_values_every_stride_th_element_is_compared():
    writer = golden_files.Writer()
    array = np.arange(golden_files.MOST_KEPT + 1, dtype=np.float32).reshape(1, -1)
    entry = {"name": "y", **writer.keep("y", array)}
    assert (entry["stride"], writer.arrays["y"].shape) == (2, (golden_files.MOST_KEPT // 2 + 1,))
    assert (compare.kept_part(array, entry) == writer.arrays["y"]).all()


def test_zeros_are_met_by_zeros_alone():
    assert compare.distance(np.zeros(3), np.zeros(3)) == 0.0
    assert compare.distance(np.full(3, 1e-9), np.zeros(3)) == float("inf")


def test_interior_values_are_those_that_both_forms_have():
    manifest = {"interior": [{"name": name} for name in [*INTERIOR, "only_here_output"]]}
    reconstruct = {"nodes": [node(i, name[0]) for i, name in enumerate(INTERIOR)] + [node(9, "only_here")]}
    fused = {
        "aliases": {"0:0": "1:0"},
        "nodes": [node(1, "b"), node(2, "c"), node(4, "e", epilogue=[{"value": "3:0"}])],
    }
    found = compare.shared_interior(manifest, {"reconstruct": reconstruct, "fused": fused})
    assert found == [(0, "0:0"), (1, "1:0"), (2, "2:0"), (3, "3:0"), (4, "4:0")]


def test_too_few_shared_values_are_an_error():
    graph = {"nodes": [node(0, "a")]}
    manifest = {"interior": [{"name": name} for name in INTERIOR]}
    with pytest.raises(compare.ComparisonError):
        compare.shared_interior(manifest, {"reconstruct": graph, "fused": graph})


@pytest.mark.parametrize(("name", "value"), [("conv_output", "7:0"), ("split_output2", "8:2"), ("absent_output", None)])
def test_names_of_values(name, value):
    assert compare.value_of({"nodes": [node(7, "conv"), node(8, "split")]}, name) == value


def test_rows_can_be_written_as_json(goldens):
    assert json.loads(json.dumps(vars(compared(goldens))))["form"] == "fused"


def test_a_difference_that_is_held_to_its_limit_in_parts_is_only_given(goldens):
    goldens.manifest["outputs"][0]["conditioning"] = 100.0
    whole, in_parts = (
        compare.compare_form("fused", "onednn", stand_in(goldens, "y2_0", 5e-4), goldens, EVERY_VALUE, in_parts=known)
        for known in (False, True)
    )
    assert whole.difference == in_parts.difference > compare.DIFFERENCE_LIMIT
    assert [miss.split(":")[0] for miss in whole.misses] == ["out x1 - x2"]
    assert in_parts.misses == []
    far = compare.compare_form("fused", "onednn", stand_in(goldens, "y2_0", 2e-3), goldens, EVERY_VALUE, in_parts=True)
    assert [miss.split(":")[0] for miss in far.misses] == ["out for x2"]


def test_one_flipped_step_of_a_part_is_seen():
    integers = np.random.default_rng(1).integers(0, 256, golden_files.MOST_KEPT).astype(np.float64)
    flipped = integers.copy()
    flipped[7] += 1
    assert compare.distance(flipped, integers) > compare.OUTPUT_LIMIT
