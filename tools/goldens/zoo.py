#!/usr/bin/env python3
"""Compares nnfront with MXNet over gluoncv's whole model zoo and prints the coverage table.

    zoo.py NNFRONT [--names NAME,...] [--kinds KIND,...] [--dozen] [--jobs N] [--json FILE]
    zoo.py NNFRONT --table|--markdown ...    only what is known already; as text, or as the page docs/zoo.md
    zoo.py --list                            names and kinds

Every model that MXNet exports gets seeded weights and goldens (zoo_export.py); nnfront compiles it and both forms run. Compared are
the two outputs and their difference, interior values, of detectors the values in front of the first selection, and the detections
of the whole graph, matched box by box (detections.py).

Restartable: goldens and results stay in the cache (zoo_results.py). Models of every kind and family come early, so that an interrupted
run has seen most of what there is.

A line of the table: model, kind, nodes and kinds of operators; per form the largest distance of an output for either input, of the
difference between the inputs, and of an interior value; how many interior values passed only by float64 (passes_by_float64 of
compare.py, which this table alone uses); conditioning; the share of matched detections and their number; ok, or why not. `ok` means at
most 1e-5 (1e-4 for the difference); `ok, conditioned` that the model itself moves its output by more than its input: then the limit grows
by that factor; `ok, in parts` that a graph of integers agrees part by part, where a step in the real numbers between them flips
(zoo_int8.py). `no goldens`: MXNet exports the model, but no inputs were found that tell outputs apart; it counts as a miss.
Exit status: 0 everything ok or not exported by MXNet, 1 something is not, 3 no Python for MXNet.
"""

import argparse
import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import zoo_models
import zoo_table
from zoo_results import Zoo, envs, result_of


def chosen(zoo: Zoo, options) -> list[str]:
    names = options.names.split(",") if options.names else list(zoo_models.DOZEN) if options.dozen else zoo_models.spread(zoo.names())
    unknown = set(names) - set(zoo.names())
    if unknown:
        raise SystemExit(f"zoo.py: not in gluoncv's zoo: {', '.join(sorted(unknown))}")
    kinds = options.kinds.split(",") if options.kinds else None
    return [name for name in names if kinds is None or zoo_models.describe(name).kind in kinds]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront", type=Path, nargs="?", help="the program")
    parser.add_argument("--names", help="comma-separated; all by default")
    parser.add_argument("--kinds", help=f"comma-separated, of: {', '.join(zoo_models.kinds())}")
    parser.add_argument("--dozen", action="store_true", help="a dozen small ones of every kind")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--table", action="store_true", help="compute nothing")
    parser.add_argument("--markdown", action="store_true", help="compute nothing; a page")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", type=Path, help="the rows, for machines")
    options = parser.parse_args()
    if not options.nnfront and not options.list:
        parser.error("which nnfront?")
    return options


def compare_all(zoo: Zoo, names: list[str], options) -> list[dict]:
    """Prints each line when the ones before it are there, too."""
    print(zoo_table.head())
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for result in pool.map(lambda name: result_of(zoo, name, options.table), names):
            if result is not None:
                print(zoo_table.line(result), flush=True)
                results.append(result)
    print(*zoo_table.summary(results), sep="\n")
    return results


def main() -> int:
    options = parse()
    try:
        zoo = Zoo(options.nnfront)
    except envs.NoEnvironmentError as failure:
        print(f"zoo.py: {failure}", file=sys.stderr)
        return failure.status
    names = chosen(zoo, options)
    if options.list:
        for name in names:
            print(f"{name:46} {zoo_models.describe(name).kind}")
        return 0
    if options.markdown:
        known = [result_of(zoo, name, only_known=True) for name in sorted(names)]
        print(zoo_table.markdown([result for result in known if result], len(zoo.names())), end="")
        return 0
    results = compare_all(zoo, names, options)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return 0 if all(result["verdict"] in (*zoo_table.PASSED, "not exported") for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
