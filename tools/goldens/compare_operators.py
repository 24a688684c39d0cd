#!/usr/bin/env python3
"""Compares nnfront's translations of single MXNet operators with MXNet (mxnet_operators.py). Needs NumPy.

    compare_operators.py NNFRONT GOLDENS

Both forms, both engines; outputs for two inputs, at most 1e-5 (times the case's conditioning). Exit status: 0 all within, 1 not.
"""

import argparse
import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from compare import FORMS, ComparisonError, Compiled, compare_form, compile_model
from golden_files import Goldens

ENGINES = ("onednn", "reference")


def misses_of(nnfront: Path, folder: Path) -> list[str]:
    goldens = Goldens(folder)
    with tempfile.TemporaryDirectory() as work:
        try:
            compile_model(nnfront, [folder / "x-symbol.json"], goldens, Path(work))
            rows = [
                compare_form(form, engine, Compiled(nnfront, Path(work) / stem, engine, goldens), goldens, [])
                for form, stem in FORMS.items()
                for engine in ENGINES
            ]
        except (ComparisonError, OSError, KeyError) as failure:
            return [f"{type(failure).__name__}: {failure}"]
    return [f"{row.form} {row.engine}: {miss}" for row in rows for miss in row.misses]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront", type=Path)
    parser.add_argument("goldens", type=Path)
    parser.add_argument("--json", type=Path, help="the misses by case, for machines")
    options = parser.parse_args()
    folders = sorted(path.parent for path in options.goldens.glob("*/manifest.json"))
    with ThreadPoolExecutor() as pool:
        found = dict(zip([folder.name for folder in folders], pool.map(lambda folder: misses_of(options.nnfront, folder), folders)))
    for name, misses in found.items():
        print(f"{name:60} {'ok' if not misses else 'MISS'}")
        for miss in misses:
            print(f"    {miss}")
    failed = sum(1 for misses in found.values() if misses)
    print(f"{len(found)} cases, {failed} miss")
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n")
    return 1 if failed or not found else 0


if __name__ == "__main__":
    sys.exit(main())
