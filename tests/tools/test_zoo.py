"""The table of the zoo says what passed and by which rule, and the order of models brings every family early."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tools" / "goldens"))
import zoo_models
import zoo_table

FORM = {"y1": 1e-6, "y2": 2e-6, "difference": 3e-6, "interior": 1.2e-5, "by_float64": 1}
FORMS = {"reconstruct": FORM, "fused": {**FORM, "by_float64": 2}}
AGREES = {
    "model": "a",
    "kind": "ssd",
    "operators": {"exp": 3, "log": 1},
    "forms": FORMS,
    "conditioning": 0.5,
    "verdict": "ok",
    "reason": "",
}
MATCHED = {**AGREES, "matched": {"reconstruct": 1.0, "fused": 0.99}, "detections": [30, 20]}


def refused(verdict):
    return {"model": "b", "kind": "yolo", "verdict": verdict, "reason": "operator x | y"}


def test_a_line_says_how_far_each_form_is_and_what_passed_by_float64():
    line = zoo_table.line(MATCHED)
    figures = ["1.0e-06", "2.0e-06", "3.0e-06", "1.2e-05"]
    assert line.split() == ["a", "ssd", "4/2", *figures, *figures, "3", "0.5", "99.0%", "50", "ok"]


def test_only_what_mxnet_does_not_export_is_left_out_of_the_share():
    results = [AGREES, refused("not exported"), refused("refused"), refused("no goldens"), {**refused("miss"), "forms": FORMS}]
    text = " ".join(zoo_table.summary(results))
    assert "5 models, of which MXNet exports 4: 1 agree (25.0%)" in text
    assert "1 misses, 1 refused, 1 without goldens; in 2 some interior value passes only by float64" in text


def test_the_page_has_one_row_per_model_with_its_reason():
    rows = [line for line in zoo_table.markdown([AGREES, refused("miss")], 332).splitlines() if line.startswith("| ")]
    assert len(rows) == 4
    assert rows[3].endswith("| miss: operator x \\| y |")


def test_families_come_in_turn_behind_the_dozen():
    names = ["resnet18_v1", "resnet34_v1", "vgg11", "vgg13", "resnest14", "ssd_300_vgg16_atrous_voc"]
    assert zoo_models.spread(names) == ["resnest14", "resnet18_v1", "vgg11", "ssd_300_vgg16_atrous_voc", "resnet34_v1", "vgg13"]


def test_what_agrees_part_by_part_counts_and_is_told_apart():
    text = " ".join(zoo_table.summary([AGREES, {**AGREES, "verdict": "ok, in parts"}, {**AGREES, "verdict": "ok, conditioned"}]))
    assert "3 agree (100.0%), 1 at 1e-5, 1 by their conditioning and 1 part by part" in text
