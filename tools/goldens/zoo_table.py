"""The coverage table of gluoncv's zoo, of results as zoo_results.py gives them: as text, or as a page of Markdown."""

from collections import Counter

import compare
import markdown_table

COLUMNS = ("y1", "y2", "difference", "interior")
HEADS = ("model", "kind", "ops", *(f"{form}: y1 y2 y1-y2 interior" for form in compare.FORMS), "f64", "cond.", "boxes", "verdict")
WIDTHS = (46, 14, 8, 35, 31, 3, 5, 11, 0)
LONGEST_REASON = 400
PASSED = ("ok", "ok, conditioned", "ok, in parts")
INTRODUCTION = """# The zoo

What `tools/goldens/zoo.py NNFRONT --markdown` printed: gluoncv's models, exported by MXNet 1.9.1 with seeded weights, and how far
nnfront is from MXNet (`docs/testing.md`).

- ops: nodes of the symbol, and kinds of operators among them.
- Of each form: relative L2 distance of the worst output for either input (of detectors: of what their first selection chooses among), of
  the outputs' difference, and of the worst of five interior values.
- f64: how many interior values (of both forms) are farther than 1e-5 from MXNet and count because they are as near to the network
  computed in float64 as MXNet is. None of them is farther than 5e-5 from MXNet. Outputs never count in this way.
- cond.: how much more than the input an output moves; above 1 it widens the limit of 1e-5 ("ok, conditioned": where it had to).
- boxes: share of detections that match, of how many.
- "ok, in parts": a model of 8 bits that computes real numbers between its integers. Where one of these lies beside the middle of two
  integers by less than a rounding error, its step flips, and what is behind moves by whole steps. Every part between two such places gets
  what MXNet has in front of it and agrees to 1e-5, and its difference to 1e-4, without conditioning; the figures are of the run as a whole.
"""


def figures(result: dict, form: str) -> str:
    each = result.get("forms", {}).get(form)
    return " ".join(f"{each[column]:.1e}" for column in COLUMNS) if each else "-"


def verdict(result: dict) -> str:
    reason = " ".join(result["reason"].split())[:LONGEST_REASON]
    return f"{result['verdict']}: {reason}" if reason else result["verdict"]


def boxes(result: dict) -> str:
    if "matched" not in result:
        return ""
    return f"{100 * min(result['matched'].values()):.1f}% {sum(result['detections'])}"


def cells(result: dict) -> list[str]:
    operators = result.get("operators", {})
    by_float64 = sum(each["by_float64"] for each in result.get("forms", {}).values())
    return [
        result["model"],
        result["kind"],
        f"{sum(operators.values())}/{len(operators)}" if operators else "",
        *(figures(result, form) for form in compare.FORMS),
        str(by_float64 or ""),
        f"{result['conditioning']:.1f}" if "conditioning" in result else "",
        boxes(result),
        verdict(result),
    ]


def head() -> str:
    return markdown_table.text_line(HEADS, WIDTHS)


def line(result: dict) -> str:
    return markdown_table.text_line(cells(result), WIDTHS)


def summary(results: list[dict]) -> list[str]:
    count = Counter(result["verdict"] for result in results)
    exported = len(results) - count["not exported"]
    passed = sum(count[each] for each in PASSED)
    share = passed / exported if exported else 0.0
    by_float64 = sum(1 for result in results if any(each["by_float64"] for each in result.get("forms", {}).values()))
    return [
        f"{len(results)} models, of which MXNet exports {exported}: {passed} agree ({share:.1%}), {count['ok']} at 1e-5, "
        f"{count['ok, conditioned']} by their conditioning and {count['ok, in parts']} part by part.",
        f"{count['miss']} misses, {count['refused']} refused, {count['no goldens']} without goldens; "
        f"in {by_float64} some interior value passes only by float64.",
    ]


def markdown(results: list[dict], all_names: int) -> str:
    """The page of results of some of the `all_names` models."""
    counted = [f"Of the zoo's {all_names} models {len(results)} are in this table.", "", *summary(results)]
    return "\n".join([INTRODUCTION, *counted, "", *markdown_table.lines(HEADS, map(cells, results)), ""])
