#!/usr/bin/env python3
"""Compares nnfront with MXNet over gluoncv's whole model zoo and prints the coverage table.

    zoo.py NNFRONT [--names NAME,...] [--kinds KIND,...] [--dozen] [--jobs N] [--json FILE]
    zoo.py NNFRONT --table ...    only what is known already
    zoo.py --list                 names and kinds

Every model that MXNet exports gets seeded weights and goldens (zoo_export.py); nnfront compiles it and both forms run. Compared are
the two outputs and their difference, interior values, of detectors the values in front of the first selection, and the detections
of the whole graph, matched box by box (detections.py).

Restartable: goldens lie in <cache>/nnfront/zoo/<hash of the scripts, the pins and the model's description>, results beside them by
the hash of the program. Weights are not kept: a rule makes them again, so that the whole zoo takes two gigabytes.

A line of the table: model, kind, nodes and kinds of operators; per form the largest distance of an output and of an interior value,
and of the difference between the inputs; the share of matched detections; ok, or why not. `ok` means at most 1e-5 (1e-4 for the
difference); `ok, conditioned` that the model itself moves its output by more than its input: then the limit grows by that factor.
Exit status: 0 everything ok or not exported by MXNet, 1 something is not, 3 no Python for MXNet.
"""

import argparse
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import compare
import detections
import zoo_models
from golden_files import Goldens

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import envs  # noqa: E402

MAKERS = ("zoo_export.py", "golden_files.py", "mxnet_goldens.py", "mxnet_network.py", "mxnet_weights.py")
COMPARERS = ("zoo.py", "zoo_weights.py", "compare.py", "detections.py", "golden_files.py")
SMALLEST_MATCH = 0.98  # detections of one score may stand in either order, and suppression then keeps another one
DETECTIONS = 3  # the first outputs of a detector: classes, scores, boxes


def digest(parts) -> str:
    summary = hashlib.sha256()
    for part in parts:
        summary.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        summary.update(b"\0")
    return summary.hexdigest()[:16]


class Zoo:
    """Where things lie, and the two programs."""

    def __init__(self, nnfront: Path | None):
        self.nnfront = nnfront.resolve() if nnfront else None
        self.python = envs.ensure("mxnet")
        self.folder = envs.cache_folder() / "zoo"
        self.folder.mkdir(parents=True, exist_ok=True)
        makers = digest(HERE / name for name in MAKERS)
        self.maker = digest([makers, self.python.parent.parent.name])
        self.comparer = digest([*(HERE / name for name in COMPARERS), self.nnfront]) if nnfront else ""

    def names(self) -> list[str]:
        path = self.folder / f"names-{self.maker}"
        if not path.exists():
            path.write_text(self.script("zoo_export.py", "list").stdout)
        return path.read_text().split()

    def script(self, name: str, *arguments) -> subprocess.CompletedProcess:
        """A script run by MXNet's Python."""
        # One thread each, as several run at a time; gluon numbers its blocks per process.
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        command = [self.python, HERE / name, *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def goldens(self, name: str) -> Path:
        return self.folder / digest([self.maker, zoo_models.describe(name)])

    def result(self, name: str) -> Path:
        return self.goldens(name).with_suffix(f".{self.comparer}.json")


def last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


def make_goldens(zoo: Zoo, name: str) -> Path:
    """The folder, whose manifest.json holds {"failure": reason} where MXNet does not give the model."""
    folder = zoo.goldens(name)
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder
        part = Path(f"{folder}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        reason = zoo_models.describe(name).reason
        done = None if reason else zoo.script("zoo_export.py", "make", name, part)
        if done and done.returncode != 0:
            reason = last_line(done.stderr)
            (part / "log").write_text(done.stderr)
        if reason:
            (part / "manifest.json").write_text(json.dumps({"model": name, "failure": reason}) + "\n")
        part.rename(folder)
    return folder


def operators_of(symbol: Path) -> Counter:
    return Counter(node["op"] for node in json.loads(symbol.read_text())["nodes"] if node["op"] != "null")


def figures(rows: list[compare.Row]) -> dict:
    """Per form: the largest distances."""
    return {row.form: {"y": max(row.y1, row.y2), "difference": row.difference, "interior": max(row.interior, default=0.0)} for row in rows}


def compare_whole(zoo: Zoo, goldens: Goldens, source: list, work: Path) -> dict[str, float]:
    """Per form: the smaller share of matched detections of the two inputs."""
    compare.compile_model(zoo.nnfront, source, goldens, work)
    count = len(goldens.manifest["whole"])
    shares = {}
    for form, stem in compare.FORMS.items():
        compiled = compare.Compiled(zoo.nnfront, work / stem, "onednn", goldens)
        found = []
        for n in (1, 2):
            theirs = [goldens[f"z{n}_{i}"] for i in range(DETECTIONS)]
            found.append(detections.matched(compiled(n, [], count)[0], theirs))
        shares[form] = min(found)
    return shares


def compare_cut(zoo: Zoo, goldens: Goldens, source: list, work: Path) -> list[compare.Row]:
    graphs = compare.compile_model(zoo.nnfront, source, goldens, work)
    interior = compare.shared_interior(goldens.manifest, graphs, fewest=1)
    return [
        compare.compare_form(form, "onednn", compare.Compiled(zoo.nnfront, work / stem, "onednn", goldens), goldens, interior)
        for form, stem in compare.FORMS.items()
    ]


def compare_with(zoo: Zoo, goldens: Goldens, work: Path) -> dict:
    """The figures of a model whose goldens are there."""
    manifest = goldens.manifest
    prefix = manifest["prefix"]
    for symbol in goldens.folder.glob("*-symbol.json"):
        shutil.copyfile(symbol, work / symbol.name)
    weights = work / f"{prefix}-0000.params"
    made = zoo.script("zoo_weights.py", goldens.folder, weights)
    if made.returncode != 0:
        raise compare.ComparisonError(f"no weights: {last_line(made.stderr)}")
    cut = [work / f"{prefix}-cut-symbol.json"] if manifest["whole"] else []
    if cut:
        (work / f"{prefix}-cut-0000.params").symlink_to(weights)
    rows = compare_cut(zoo, goldens, cut or [work / f"{prefix}-symbol.json"], work / "cut")
    found = {"forms": figures(rows), "misses": [f"{row.form}: {miss}" for row in rows for miss in row.misses]}
    found["strict"] = all(each["y"] <= compare.OUTPUT_LIMIT for each in found["forms"].values())
    found["conditioning"] = max(entry["conditioning"] for entry in manifest["outputs"])
    if cut:
        found["matched"] = compare_whole(zoo, goldens, [work / f"{prefix}-symbol.json"], work / "whole")
        found["misses"] += [
            f"{form}: {share:.1%} of the detections match" for form, share in found["matched"].items() if share < SMALLEST_MATCH
        ]
    return found


def compute(zoo: Zoo, name: str) -> dict:
    goldens = Goldens(make_goldens(zoo, name))
    result = {"model": name, "kind": zoo_models.describe(name).kind}
    if "failure" in goldens.manifest:
        return {**result, "verdict": "not exported", "reason": goldens.manifest["failure"]}
    result["operators"] = operators_of(goldens.folder / f"{goldens.manifest['prefix']}-symbol.json")
    with tempfile.TemporaryDirectory(dir=zoo.folder) as work:
        try:
            result |= compare_with(zoo, goldens, Path(work))
        except (compare.ComparisonError, OSError, KeyError) as failure:
            return {**result, "verdict": "refused", "reason": f"{type(failure).__name__}: {failure}".replace(str(work), "")}
    if result["misses"]:
        return {**result, "verdict": "miss", "reason": "; ".join(result["misses"])}
    return {**result, "verdict": "ok" if result["strict"] else "ok, conditioned", "reason": ""}


def result_of(zoo: Zoo, name: str, only_known: bool) -> dict | None:
    path = zoo.result(name)
    if path.exists():
        return json.loads(path.read_text())
    if only_known:
        return None
    result = compute(zoo, name)
    part = Path(f"{path}.part")
    part.write_text(json.dumps(result) + "\n")
    part.rename(path)
    return result


def table_line(result: dict) -> str:
    operators = result.get("operators", {})
    counts = f"{sum(operators.values())}/{len(operators)}" if operators else ""
    cells = []
    for form in compare.FORMS:
        each = result.get("forms", {}).get(form)
        cells.append(f"{each['y']:.1e} {each['interior']:.1e} {each['difference']:.1e}" if each else "-")
    share = min(result["matched"].values()) if "matched" in result else None
    matched = "" if share is None else f"{share:.1%}"
    conditioning = f"{result['conditioning']:.1f}" if "conditioning" in result else ""
    verdict = result["verdict"] + (f": {result['reason'][:400]}" if result["reason"] else "")
    return f"{result['model']:46} {result['kind']:14} {counts:>8} {cells[0]:23} {cells[1]:23} {conditioning:>6} {matched:>6} {verdict}"


def print_head() -> None:
    forms = " ".join(f"{form + ': y v y1-y2':23}" for form in compare.FORMS)
    print(f"{'model':46} {'kind':14} {'ops':>8} {forms} {'cond.':>6} {'boxes':>6}")


def print_summary(results: list[dict]) -> None:
    count = Counter(result["verdict"] for result in results)
    exported = len(results) - count["not exported"]
    share = (count["ok"] + count["ok, conditioned"]) / exported if exported else 0.0
    print(f"{len(results)} models, {exported} exported by MXNet; {count['miss']} misses, {count['refused']} refused;")
    print(f"{count['ok']} ok at 1e-5, {count['ok, conditioned']} more by their conditioning: {share:.1%} of what MXNet exports")


def chosen(zoo: Zoo, options) -> list[str]:
    names = options.names.split(",") if options.names else list(zoo_models.DOZEN) if options.dozen else zoo.names()
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
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", type=Path, help="the rows, for machines")
    options = parser.parse_args()
    if not options.nnfront and not options.list:
        parser.error("which nnfront?")
    return options


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
    print_head()
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for result in pool.map(lambda name: result_of(zoo, name, options.table), names):
            if result is not None:
                print(table_line(result), flush=True)
                results.append(result)
    print_summary(results)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return 1 if any(result["verdict"] in ("miss", "refused") for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
