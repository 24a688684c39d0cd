#!/usr/bin/env python3
"""Holds that the proofs which docs/op_coverage.md names are there: coverage_proofs.py [--nodes REPORT]; a line per operator without one.

An exact operator's proof is a case of a step of ./test that compares it with the framework itself. What the steps run is read from where it
is defined: tools/goldens/operator_cases.py (`mxnet-operators`), quantized_onnx.py (`quantized`), onnx_operators.py (`onnx-models`). REPORT
is what tools/onnx_nodes.py writes: which of ONNX's node tests passed, by operator (`onnx-nodes`); without it those are not looked at.
Exit status: 0 all there, 1 not.
"""

import argparse
import ast
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
PAGE = REPOSITORY / "docs" / "op_coverage.md"
GOLDENS = REPOSITORY / "tools" / "goldens"
sys.path.insert(0, str(GOLDENS))
import operator_cases  # noqa: E402


@dataclass(frozen=True)
class Row:
    """An exact operator of the page. Without a step `cases` says why there is none."""

    framework: str
    names: tuple[str, ...]
    step: str
    cases: str


def rows_of(page: str) -> list[Row]:
    rows, framework = [], ""
    for line in page.splitlines():
        if line.startswith("## "):
            framework = line.removeprefix("## ")
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("| `") or cells[1] != "exact":
            continue
        names = tuple(re.findall(r"`([^`]+)`", cells[0]))
        proof = re.fullmatch(r"\[([\w-]+)\]\([^)]+\): `([^`]+)`", cells[-1])
        why = cells[-1].removeprefix("none: ") if cells[-1].startswith("none: ") else ""
        rows.append(Row(framework, names, proof[1] if proof else "", proof[2] if proof else why))
    return rows


def plain(name: str) -> str:
    """An operator's name as MXNet registers it and as its module of symbols has it come to the same: _contrib_box_nms, contrib.box_nms."""
    return name.removeprefix("_internal.").replace(".", "_").lstrip("_")


def keys_of(file: str, name: str) -> set[str]:
    """The keys of a dictionary that a script of goldens assigns to `name`, texts that are put together as far as they are fixed."""
    for statement in ast.parse((GOLDENS / file).read_text()).body:
        target = statement.targets[0] if isinstance(statement, ast.Assign) else getattr(statement, "target", None)
        if isinstance(target, ast.Name) and target.id == name:
            return {
                ast.unparse(key).strip("'\"").removeprefix("f'").replace("{MICROSOFT}", "com.microsoft") for key in statement.value.keys
            }
    raise SystemExit(f"{file} has no dictionary {name}")


def cases_by_step() -> dict[str, set[str]]:
    return {
        "mxnet-operators": {plain(case.operator) for case in operator_cases.CASES},
        "quantized": keys_of("quantized_onnx.py", "OPERATORS"),
        "onnx-models": keys_of("onnx_operators.py", "OPERATORS"),
    }


def node_test_missing(row: Row, passed: dict[str, list[str]]) -> bool:
    beginning = row.cases.removesuffix("*")
    return not any(case.startswith(beginning) for case in passed.get(row.names[0], ()))


def complaint(row: Row, known: dict[str, set[str]], passed: dict[str, list[str]] | None) -> str:
    """Empty where the proof is there."""
    title = f"{row.framework} {row.names[0]}"
    if not row.cases:
        return f"{title}: neither a proof nor a reason why there is none"
    if not row.step:
        stale = row.framework == "MXNet" and any(plain(name) in known["mxnet-operators"] for name in row.names)
        return f"{title}: stands as unproven, but there is a case of it" if stale else ""
    if row.step == "onnx-nodes":
        missing = passed is not None and node_test_missing(row, passed)
        return f"{title}: of ONNX's node tests {row.cases} none passes that has the operator" if missing else ""
    if row.step not in known:
        return f"{title}: {row.step} is no step with cases"
    case = plain(row.cases) if row.step == "mxnet-operators" else row.cases
    return "" if case in known[row.step] else f"{title}: {row.step} has no case {row.cases}"


def complaints(rows: Iterable[Row], passed: dict[str, list[str]] | None) -> list[str]:
    known = cases_by_step()
    return [found for row in rows if (found := complaint(row, known, passed))]


def passed_cases(report: Path) -> dict[str, list[str]]:
    """By operator, over all folders of the report."""
    passed: dict[str, list[str]] = {}
    for folder in json.loads(report.read_text()).values():
        for operator, cases in folder.get("passed", {}).items():
            passed.setdefault(operator, []).extend(cases)
    return passed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=Path, metavar="REPORT")
    nodes = parser.parse_args().nodes
    rows = rows_of(PAGE.read_text())
    found = complaints(rows, passed_cases(nodes) if nodes else None)
    for line in found:
        print(line)
    unproven = [row.names[0] for row in rows if not row.step]
    print(
        f"{len(rows)} exact operators, {len(rows) - len(unproven)} with a proof, {len(found)} complaints; unproven: {', '.join(unproven)}"
    )
    return 1 if found or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
