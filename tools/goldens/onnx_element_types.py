#!/usr/bin/env python3
"""Holds the table of element types of src/emit/onnx against ONNX's own schemas: onnx_element_types.py.

For every operator of the table and every operator set from 13 to 23: the types of each input, that no row is missing, and none too many.
A line per difference; exit status 1 with any.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import envs  # noqa: E402

TABLE = ROOT / "src" / "emit" / "onnx" / "element_types.cpp"
OPSETS = range(13, 24)
# How DType calls what ONNX calls otherwise; complex numbers the IR lacks.
NAMES = {"float": "float32", "double": "float64", "bool": "boolean", "float8e4m3fn": "float8_e4m3fn", "float8e5m2": "float8_e5m2"}
NAMES |= {"float8e4m3fnuz": "float8_e4m3fnuz", "float8e5m2fnuz": "float8_e5m2fnuz", "float4e2m1": "float4_e2m1"}
CONSTANT = re.compile(r"^constexpr ElementTypes (\w+) =\s+([^;]+);", re.MULTILINE)
ROW = re.compile(r'\{"(\w+)",\s+(\d+),\s+\{([^}]*)\}')


def constants(text: str) -> dict[str, frozenset]:
    known: dict[str, frozenset] = {}
    for name, expression in CONSTANT.findall(text):
        terms = [term.strip() for term in expression.split("|")]
        sets = [known[term] if term in known else frozenset(re.findall(r"DType::(\w+)", term)) for term in terms]
        known[name] = frozenset().union(*sets)
    return known


def table() -> dict[str, dict[int, list[frozenset]]]:
    text = TABLE.read_text()
    known = constants(text)
    rows: dict[str, dict[int, list[frozenset]]] = {}
    for name, since, inputs in ROW.findall(text):
        sets = [frozenset().union(*(known[term.strip()] for term in each.split("|"))) for each in inputs.split(",")]
        rows.setdefault(name, {})[int(since)] = sets
    return rows


def newest(versions: dict, opset: int):
    fitting = [since for since in versions if since <= opset]
    return versions[max(fitting)] if fitting else None


def types_of(schema) -> list[frozenset]:
    """Of each input; those that may be of any number count once."""
    allowed = {each.type_param_str: each.allowed_type_strs for each in schema.type_constraints}
    sets = []
    for each in schema.inputs:
        texts = allowed.get(each.type_str, [each.type_str])
        words = {text[len("tensor(") : -1] for text in texts if text.startswith("tensor(")}
        sets.append(frozenset(NAMES.get(word, word) for word in words if not word.startswith("complex")))
    return sets


def differences() -> list[str]:
    from onnx import defs

    schemas: dict[str, dict] = {}
    for schema in defs.get_all_schemas_with_history():
        if schema.domain == "":
            schemas.setdefault(schema.name, {})[schema.since_version] = schema
    found = []
    rows = table()
    for name, versions in rows.items():
        for opset in OPSETS:
            mine, schema = newest(versions, opset), newest(schemas.get(name, {}), opset)
            if mine is None or schema is None:
                if (mine is None) != (schema is None):
                    found.append(f"{name} of opset {opset}: {'no row' if mine is None else 'no such operator'}")
                continue
            for i, wanted in enumerate(types_of(schema)):
                got = mine[min(i, len(mine) - 1)]
                if got != wanted:
                    found.append(f"{name} of opset {opset}, input {i}: {sorted(got ^ wanted)}")
    return found if rows else ["the table has no rows that could be read"]


def main() -> int:
    found = differences()
    print("\n".join(found) if found else f"{len(table())} operators agree with ONNX")
    return 1 if found else 0


if __name__ == "__main__":
    envs.go_on_with("onnx")
    sys.exit(main())
