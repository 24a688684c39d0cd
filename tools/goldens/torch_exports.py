#!/usr/bin/env python3
"""Compares nnfront with onnxruntime and torch over torch's ONNX exports of many architectures and prints the table.

    torch_exports.py NNFRONT [--names NAME,...] [--exporters script,dynamo] [--handful] [--jobs N] [--json FILE]
    torch_exports.py NNFRONT --table|--markdown ...    only what is known already; as text, or as the page docs/torch_exports.md
    torch_exports.py --list                 the architectures

Every architecture of torch_models.py is exported by both exporters (torch_export.py), with batch and sequence, and where the network allows
it height and width, as symbols. nnfront compiles the file as it is, and both forms run at two sizes of every symbol. Compared are all
outputs: with onnxruntime's of the same file and with torch's own, as relative L2 distances of at most 1e-5, times the output's
conditioning where that is above 1; and where a run has several samples, the difference of the first two, of at most 1e-4. An export that
is itself further from torch than that, when onnxruntime runs it, is compared with onnxruntime alone, and the table says so.

Restartable: exports and goldens lie in <cache>/nnfront/torch-exports/<hash of the scripts, the pins and the architecture>, results beside
them by the hash of the program. Exit status: 0 everything ok or not exported, 1 something is not, 3 no Python for torch.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import compare
import numpy as np
import torch_models
import torch_table
from golden_files import Goldens

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import envs  # noqa: E402
import keeping  # noqa: E402
from keeping import digest, last_line  # noqa: E402

MAKERS = ("torch_export.py", "torch_build.py", "golden_files.py")
COMPARERS = ("torch_exports.py", "compare.py", "golden_files.py")
EXPORTERS = ("script", "dynamo")
RUNS = (1, 2)


class Exports:
    """Where things lie, and the two programs."""

    def __init__(self, nnfront: Path | None):
        self.nnfront = nnfront.resolve() if nnfront else None
        self.python = envs.ensure("torch-exports")
        self.folder = envs.cache_folder() / "torch-exports"
        self.folder.mkdir(parents=True, exist_ok=True)
        sizes = [torch_models.EXAMPLE, torch_models.RUNS]
        self.maker = digest([*(HERE / name for name in MAKERS), *sizes, self.python.parent.parent.name])
        self.comparer = digest([*(HERE / name for name in COMPARERS), self.nnfront]) if nnfront else ""

    def goldens(self, name: str) -> Path:
        return self.folder / digest([self.maker, torch_models.ARCHITECTURES[name]])

    def result(self, name: str, exporter: str) -> Path:
        return self.goldens(name).with_suffix(f".{exporter}.{self.comparer}.json")


def make_goldens(exports: Exports, name: str) -> Path:
    """The folder, whose manifest.json holds {"failure": reason} where the architecture could not be made."""

    def make(part: Path) -> None:
        command = [exports.python, HERE / "torch_export.py", name, part]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}  # several run at a time
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            (part / "log").write_text(done.stderr)
            (part / "manifest.json").write_text(json.dumps({"model": name, "failure": last_line(done.stderr)}) + "\n")

    return keeping.made_once(exports.goldens(name), make)


class Feed:
    """The inputs of an export as compare.Compiled asks for them: those that the exporter kept."""

    def __init__(self, goldens: Goldens, kept: list[str]):
        self.goldens = goldens
        self.kept = kept

    def input_files(self, n: int, folder: Path) -> list[str]:
        return [file for file in self.goldens.input_files(n, folder) if file.split("=")[0] in self.kept]


@dataclass
class Figures:
    """Of one form: the largest distances over outputs and runs."""

    onnxruntime: float = 0.0
    torch: float = 0.0
    difference: float = 0.0
    export: float = 0.0  # of onnxruntime from torch


def check_symbols(graph: dict, goldens: Goldens, kept: list[str]) -> list[str]:
    """Which sizes the compiled graph does not leave open."""
    nodes = {node["name"]: node for node in graph["nodes"] if node["op"] == "input"}
    misses = []
    for entry in goldens.manifest["inputs"]:
        for axis, symbol in entry["symbols"].items():
            if entry["name"] in kept and isinstance(nodes[entry["name"]]["outputs"][0]["shape"][int(axis)], int):
                misses.append(f"{symbol} of {entry['name']} is fixed")
    return misses


def kept_part(ours: np.ndarray, output: dict, n: int, name: str) -> np.ndarray:
    return compare.kept_part(ours, {"name": name, "shape": output["shapes"][n - 1], "stride": output["stride"][n - 1]})


def compare_output(figures: Figures, ours: np.ndarray, goldens: Goldens, key: str, own: str, output: dict) -> None:
    """key: onnxruntime's array; own: torch's."""
    theirs = goldens[key].astype(np.float64)
    figures.onnxruntime = max(figures.onnxruntime, compare.distance(ours, theirs))
    figures.torch = max(figures.torch, compare.distance(ours, goldens[own]))
    figures.export = max(figures.export, compare.distance(theirs, goldens[own]))
    if ours.ndim > 1 and ours.shape[0] > 1:
        figures.difference = max(figures.difference, compare.distance(ours[0] - ours[1], theirs[0] - theirs[1]))


def compare_form(compiled: compare.Compiled, goldens: Goldens, exporter: str) -> Figures:
    outputs = goldens.manifest["outputs"]
    figures = Figures()
    for n in RUNS:
        results, _ = compiled(n, [], len(outputs))
        for i, output in enumerate(outputs):
            ours = kept_part(results[i], output, n, f"output {i} of run {n}")
            compare_output(figures, ours, goldens, f"{exporter}{n}_{i}", f"y{n}_{i}", output)
    return figures


def misses_of(form: str, found: Figures, limit: float) -> list[str]:
    limits = {"onnxruntime": limit, "difference": compare.DIFFERENCE_LIMIT}
    if found.export <= limit:
        limits["torch"] = limit
    values = vars(found)
    return [f"{form}: {what} {values[what]:.3g} is above {most:.3g}" for what, most in limits.items() if not values[what] <= most]


def compare_export(exports: Exports, goldens: Goldens, exporter: str, work: Path) -> dict:
    kept = goldens.manifest["exporters"][exporter]["inputs"]
    compare.run([exports.nnfront, "compile", goldens.folder / f"{exporter}.onnx", "--no-png", "-o", work])
    graph = json.loads((work / f"{compare.FORMS['reconstruct']}_graph.json").read_text())
    conditioning = max(output["conditioning"] for output in goldens.manifest["outputs"])
    result = {"conditioning": conditioning, "forms": {}, "misses": check_symbols(graph, goldens, kept)}
    for form, stem in compare.FORMS.items():
        compiled = compare.Compiled(exports.nnfront, work / stem, "onednn", Feed(goldens, kept))
        found = compare_form(compiled, goldens, exporter)
        result["forms"][form] = vars(found)
        result["misses"] += misses_of(form, found, compare.OUTPUT_LIMIT * max(1.0, conditioning))
        if found.export > compare.OUTPUT_LIMIT * max(1.0, conditioning):
            result["reason"] = f"the export itself is {found.export:.1e} from torch"
    result["strict"] = all(each["onnxruntime"] <= compare.OUTPUT_LIMIT for each in result["forms"].values())
    return result


def compute(exports: Exports, name: str, exporter: str) -> dict:
    goldens = Goldens(make_goldens(exports, name))
    result = {"model": name, "library": torch_models.ARCHITECTURES[name].library, "exporter": exporter, "reason": ""}
    made = goldens.manifest.get("exporters", {}).get(exporter, goldens.manifest)
    if "failure" in made:
        return {**result, "verdict": "not exported", "reason": made["failure"]}
    result["operators"] = made["operators"]
    with tempfile.TemporaryDirectory(dir=exports.folder) as work:
        try:
            result |= compare_export(exports, goldens, exporter, Path(work))
        except (compare.ComparisonError, OSError, KeyError, IndexError) as failure:
            return {**result, "verdict": "refused", "reason": f"{type(failure).__name__}: {failure}".replace(str(work), "")}
    if result["misses"]:
        return {**result, "verdict": "miss", "reason": "; ".join([*result["misses"], *filter(None, [result["reason"]])])}
    return {**result, "verdict": "ok" if result["strict"] else "ok, conditioned"}


def result_of(exports: Exports, name: str, exporter: str, only_known: bool) -> dict | None:
    return keeping.result(exports.result(name, exporter), only_known, lambda: compute(exports, name, exporter))


def chosen(options) -> list[str]:
    known = list(torch_models.ARCHITECTURES)
    names = options.names.split(",") if options.names else list(torch_models.HANDFUL) if options.handful else known
    unknown = set(names) - set(known)
    if unknown:
        raise SystemExit(f"torch_exports.py: no architecture {', '.join(sorted(unknown))}")
    return names


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront", type=Path, nargs="?", help="the program")
    parser.add_argument("--names", help="comma-separated; all by default")
    parser.add_argument("--exporters", default=",".join(EXPORTERS))
    parser.add_argument("--handful", action="store_true", help="some small ones of different kinds")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--table", action="store_true", help="compute nothing")
    parser.add_argument("--markdown", action="store_true", help="compute nothing; a page")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", type=Path, help="the rows, for machines")
    options = parser.parse_args()
    if not options.nnfront and not options.list:
        parser.error("which nnfront?")
    return options


def main() -> int:
    options = parse()
    names = chosen(options)
    if options.list:
        for name in names:
            print(f"{name:32} {torch_models.ARCHITECTURES[name].library}")
        return 0
    try:
        exports = Exports(options.nnfront)
    except envs.NoEnvironmentError as failure:
        print(f"torch_exports.py: {failure}", file=sys.stderr)
        return failure.status

    def results_of(name: str) -> list[dict]:
        found = [result_of(exports, name, exporter, options.table) for exporter in options.exporters.split(",")]
        return [result for result in found if result is not None]

    if options.markdown:
        found = [result_of(exports, name, exporter, only_known=True) for name in names for exporter in options.exporters.split(",")]
        print(torch_table.markdown([result for result in found if result], len(names)), end="")
        return 0
    print(torch_table.head())
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for found in pool.map(results_of, names):
            for result in found:
                print(torch_table.line(result), flush=True)
            results += found
    print(*torch_table.summary(results), sep="\n")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return 1 if any(result["verdict"] in ("miss", "refused") for result in results) else 0


if __name__ == "__main__":
    sys.exit(main())
