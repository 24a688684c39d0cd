"""The table of torch's exports, of results as torch_exports.py gives them: as text, or as a page of Markdown."""

from collections import Counter

import compare
import markdown_table

COLUMNS = ("onnxruntime", "torch", "difference")
HEADS = ("architecture", "library", "exporter", "ops", *(f"{form}: ort torch y1-y2" for form in compare.FORMS), "cond.", "verdict")
WIDTHS = (32, 12, 8, 8, 33, 28, 6, 0)
LONGEST_REASON = 400
PASSED = ("ok", "ok, conditioned")
INTRODUCTION = """# torch's exports

What `tools/goldens/torch_exports.py NNFRONT --markdown` printed: architectures of torchvision, timm and transformers, exported by both of
torch's exporters with seeded weights, and how far nnfront is from onnxruntime and from torch (`docs/testing.md`).

- ops: nodes of the export, and kinds of operators among them.
- Of each form: relative L2 distance of the worst output from onnxruntime's of the same file and from torch's own, over two sizes of every
  symbol, and of the difference between two samples.
- cond.: how much more than the input an output moves; above 1 it widens the limit of 1e-5 ("ok, conditioned": where it had to).
- Where the export itself is further from torch than that when onnxruntime runs it, it is compared with onnxruntime alone, and the verdict
  says so.
"""


def figures(result: dict, form: str) -> str:
    each = result.get("forms", {}).get(form)
    return " ".join(f"{each[column]:.1e}" for column in COLUMNS) if each else "-"


def cells(result: dict) -> list[str]:
    operators = result.get("operators", {})
    reason = " ".join(result["reason"].split())[:LONGEST_REASON]
    return [
        result["model"],
        result["library"],
        result["exporter"],
        f"{sum(operators.values())}/{len(operators)}" if operators else "",
        *(figures(result, form) for form in compare.FORMS),
        f"{result['conditioning']:.1f}" if "conditioning" in result else "",
        f"{result['verdict']}: {reason}" if reason else result["verdict"],
    ]


def head() -> str:
    return markdown_table.text_line(HEADS, WIDTHS)


def line(result: dict) -> str:
    return markdown_table.text_line(cells(result), WIDTHS)


def summary(results: list[dict]) -> list[str]:
    count = Counter(result["verdict"] for result in results)
    exported = len(results) - count["not exported"]
    share = sum(count[each] for each in PASSED) / exported if exported else 0.0
    names = {result["model"] for result in results}
    return [
        f"{len(names)} architectures, {exported} of {len(results)} exports made; {count['miss']} misses, {count['refused']} refused;",
        f"{count['ok']} ok at 1e-5, {count['ok, conditioned']} more by their conditioning: {share:.1%} of the exports.",
    ]


def markdown(results: list[dict], all_names: int) -> str:
    """The page of results of some of the `all_names` architectures."""
    known = len({result["model"] for result in results})
    counted = [f"Of {all_names} architectures {known} are in this table.", "", *summary(results)]
    return "\n".join([INTRODUCTION, *counted, "", *markdown_table.lines(HEADS, map(cells, results)), ""])
