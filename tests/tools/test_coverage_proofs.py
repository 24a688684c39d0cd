"""Every exact operator of docs/op_coverage.md has its proof; the check itself notices one that is absent."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import coverage_proofs

PAGE = """## MXNet

| operator | fate | note | proof |
|---|---|---|---|
| `sin` | exact |  | [mxnet-operators](x.py): `sin` |
| `_contrib_box_nms` `_contrib_nms` | exact | a note | [mxnet-operators](x.py): `_contrib_box_nms` |
| `take` | rewritten | gather |  |
| `mish` | exact |  | none: not there |

## ONNX

| `Less` | exact |  | [onnx-nodes](x.md#a): `test_less*` |
| `com.microsoft.QLinearAdd` | exact |  | [quantized](x.py): `QLinearAdd` |
"""


def rows():
    return coverage_proofs.rows_of(PAGE)


def row(framework="MXNet", name="sin", step="mxnet-operators", cases="sin"):
    return coverage_proofs.Row(framework, (name,), step, cases)


def test_the_page():
    found = coverage_proofs.rows_of(coverage_proofs.PAGE.read_text())
    assert len(found) > 200
    assert coverage_proofs.complaints(found, None) == []


def test_rows_are_read():
    assert [each.names[0] for each in rows()] == ["sin", "_contrib_box_nms", "mish", "Less", "com.microsoft.QLinearAdd"]
    assert rows()[1] == coverage_proofs.Row("MXNet", ("_contrib_box_nms", "_contrib_nms"), "mxnet-operators", "_contrib_box_nms")
    assert rows()[2] == row(name="mish", step="", cases="not there")


def test_what_is_there_is_no_complaint():
    assert coverage_proofs.complaints(rows(), {"Less": ["test_less_bcast"]}) == []


def test_a_node_test_must_pass_and_have_the_operator():
    for passed in ({}, {"Less": ["test_greater"]}, {"Greater": ["test_less"]}):
        assert len(coverage_proofs.complaints(rows(), passed)) == 1


def test_a_case_that_is_absent():
    assert "has no case" in coverage_proofs.complaints([row(name="sine", cases="sine")], None)[0]
    assert "has no case" in coverage_proofs.complaints([row("ONNX", "X", "quantized", "X")], None)[0]
    assert "has no case" in coverage_proofs.complaints([row("ONNX", "X", "onnx-models", "X")], None)[0]


def test_a_step_that_is_none():
    assert "is no step" in coverage_proofs.complaints([row(step="magic")], None)[0]


def test_neither_proof_nor_reason():
    assert "neither" in coverage_proofs.complaints([row(step="", cases="")], None)[0]


def test_a_reason_that_is_out_of_date():
    assert "but there is a case" in coverage_proofs.complaints([row(step="", cases="no time")], None)[0]


def test_names_of_both_kinds():
    assert coverage_proofs.plain("_internal._plus_scalar") == coverage_proofs.plain("_plus_scalar")
    assert coverage_proofs.plain("contrib.box_nms") == coverage_proofs.plain("_contrib_box_nms")


def test_cases_are_read_from_the_scripts():
    known = coverage_proofs.cases_by_step()
    assert "QLinearAdd" in known["quantized"]
    assert {"GlobalLpPool", "com.microsoft.Gelu"} <= known["onnx-models"]
