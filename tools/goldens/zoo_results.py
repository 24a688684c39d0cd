"""What is known of one model of gluoncv's zoo: its goldens by MXNet, and how far nnfront is from them. zoo.py prints it.

Goldens lie in <cache>/nnfront/zoo/<hash of the scripts that make them, the pins and the model's description>, results beside them by the
hash of the scripts that compare and of the program. Weights are not kept: a rule makes them again.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import compare
import detections
import zoo_models
from golden_files import Goldens
from processor import has_vnni

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import envs  # noqa: E402
import keeping  # noqa: E402
from keeping import digest, last_line  # noqa: E402

MAKERS = ("zoo_export.py", "golden_files.py", "mxnet_goldens.py", "mxnet_network.py", "mxnet_weights.py")
INTEGER_MAKERS = (*MAKERS, "zoo_int8.py")  # of models of 8 bits
COMPARERS = ("zoo_results.py", "zoo_weights.py", "compare.py", "detections.py", "golden_files.py")
SMALLEST_MATCH = 0.98  # detections of one score may stand in either order, and suppression then keeps another one
NOT_EXPORTED = 4  # exit status of zoo_export.py


class Zoo:
    """Where things lie, and the two programs."""

    def __init__(self, nnfront: Path | None):
        self.nnfront = nnfront.resolve() if nnfront else None
        self.python = envs.ensure("mxnet")
        self.folder = envs.cache_folder() / "zoo"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.maker, self.integer_maker = (
            digest([digest(HERE / name for name in makers), self.python.parent.parent.name]) for makers in (MAKERS, INTEGER_MAKERS)
        )
        self.comparer = digest([*(HERE / name for name in COMPARERS), self.nnfront]) if nnfront else ""

    def names(self) -> list[str]:
        path = self.folder / f"names-{self.maker}"
        if not path.exists():
            listed = self.script("zoo_export.py", "list")
            listed.check_returncode()
            path.write_text(listed.stdout)
        return path.read_text().split()

    def script(self, name: str, *arguments) -> subprocess.CompletedProcess:
        """A script run by MXNet's Python."""
        # One thread each, as several run at a time; gluon numbers its blocks per process.
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        command = [self.python, HERE / name, *map(str, arguments)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def goldens(self, name: str) -> Path:
        model = zoo_models.describe(name)
        return self.folder / digest([self.integer_maker if model.kind == "int8" else self.maker, model])

    def result(self, name: str) -> Path:
        return self.goldens(name).with_suffix(f".{self.comparer}.json")


def try_goldens(zoo: Zoo, name: str, folder: Path) -> dict | None:
    """Nothing where they were made; else the manifest that says why not: "not exported" by MXNet, or "no goldens" of what it exports."""
    model = zoo_models.describe(name)
    reason = "MXNet's integers mean nothing on a processor without VNNI" if model.kind == "int8" and not has_vnni() else model.reason
    if reason:
        return {"model": name, "failure": reason, "verdict": "not exported"}
    done = zoo.script("zoo_int8.py" if model.kind == "int8" else "zoo_export.py", "make", name, folder)
    if done.returncode == 0:
        return None
    (folder / "log").write_text(done.stderr)
    verdict = "not exported" if done.returncode == NOT_EXPORTED else "no goldens"
    return {"model": name, "failure": last_line(done.stderr), "verdict": verdict}


def make_goldens(zoo: Zoo, name: str) -> Path:
    """Their folder; made first where it is absent."""

    def make(part: Path) -> None:
        failed = try_goldens(zoo, name, part)
        if failed:
            (part / "manifest.json").write_text(json.dumps(failed) + "\n")

    return keeping.made_once(zoo.goldens(name), make)


def operators_of(symbol: Path) -> Counter:
    return Counter(node["op"] for node in json.loads(symbol.read_text())["nodes"] if node["op"] != "null")


def figures(rows: list[compare.Row]) -> dict:
    """Per form: the distances, of interior values the largest, and how many of those passed by float64."""
    return {
        row.form: {
            "y1": row.y1,
            "y2": row.y2,
            "difference": row.difference,
            "interior": max(row.interior, default=0.0),
            "by_float64": row.by_float64,
        }
        for row in rows
    }


def compare_whole(zoo: Zoo, goldens: Goldens, source: list, work: Path) -> dict:
    """Per form the smaller share of matched detections of the two inputs, and how many detections MXNet has for both."""
    compare.compile_model(zoo.nnfront, source, goldens, work)
    entries = goldens.manifest["whole"]
    if any(entry["stride"] != 1 for entry in entries):
        raise compare.ComparisonError("the goldens keep only a part of the detections")
    shares, counts = {}, []
    for form, stem in compare.FORMS.items():
        compiled = compare.Compiled(zoo.nnfront, work / stem, "onednn", goldens)
        found = [detections.matched(compiled(n, [], len(entries))[0], whole_goldens(goldens, n)) for n in (1, 2)]
        shares[form] = min(share for share, _ in found)
        counts = [count for _, count in found]
    return {"matched": shares, "detections": counts}


def whole_goldens(goldens: Goldens, n: int) -> list:
    return [goldens[f"z{n}_{i}"] for i in range(len(goldens.manifest["whole"]))]


def compare_cut(zoo: Zoo, goldens: Goldens, source: list, work: Path, **how: bool) -> list[compare.Row]:
    graphs = compare.compile_model(zoo.nnfront, source, goldens, work)
    interior = compare.shared_interior(goldens.manifest, graphs, fewest=1)
    compiled = {form: compare.Compiled(zoo.nnfront, work / stem, "onednn", goldens) for form, stem in compare.FORMS.items()}
    return [compare.compare_form(form, "onednn", each, goldens, interior, **how) for form, each in compiled.items()]


def compare_parts(zoo: Zoo, goldens: Goldens, weights: Path, work: Path) -> dict:
    """The figures of a graph of integers part by part; nothing of one that is a single part. A step that flips in the real numbers between
    its integers stays in its part, so that limits are those without conditioning."""
    if not (goldens.folder / "parts").exists():
        return {}
    parts = Goldens(goldens.folder / "parts")
    shutil.copyfile(parts.folder / "parts-symbol.json", work / "parts-symbol.json")
    (work / "parts-0000.params").symlink_to(weights)
    rows = compare_cut(zoo, parts, [work / "parts-symbol.json"], work / "parts")
    return {"parts": figures(rows), "misses": [f"{row.form}, in parts: {miss}" for row in rows for miss in row.misses]}


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
    in_parts = compare_parts(zoo, goldens, weights, work)
    source = cut or [work / f"{prefix}-symbol.json"]
    rows = compare_cut(zoo, goldens, source, work / "cut", float64_decides=True, in_parts=bool(in_parts))
    found = {**in_parts, "forms": figures(rows)}
    found["misses"] = [*in_parts.get("misses", []), *(f"{row.form}: {miss}" for row in rows for miss in row.misses)]
    found["strict"] = all(max(each["y1"], each["y2"]) <= compare.OUTPUT_LIMIT for each in found["forms"].values())
    found["conditioning"] = max(entry["conditioning"] for entry in manifest["outputs"])
    if cut:
        found |= compare_whole(zoo, goldens, [work / f"{prefix}-symbol.json"], work / "whole")
        found["misses"] += [
            f"{form}: {share:.1%} of the detections match" for form, share in found["matched"].items() if share < SMALLEST_MATCH
        ]
        if min(found["detections"]) == 0:
            found["misses"].append("MXNet detects nothing that could be matched")
    return found


def compute(zoo: Zoo, name: str) -> dict:
    goldens = Goldens(make_goldens(zoo, name))
    result = {"model": name, "kind": zoo_models.describe(name).kind}
    if "failure" in goldens.manifest:
        return {**result, "verdict": goldens.manifest["verdict"], "reason": goldens.manifest["failure"]}
    result["operators"] = operators_of(goldens.folder / f"{goldens.manifest['prefix']}-symbol.json")
    with tempfile.TemporaryDirectory(dir=zoo.folder) as work:
        try:
            result |= compare_with(zoo, goldens, Path(work))
        except (compare.ComparisonError, OSError, KeyError) as failure:
            return {**result, "verdict": "refused", "reason": f"{type(failure).__name__}: {failure}".replace(str(work), "")}
    if result["misses"]:
        return {**result, "verdict": "miss", "reason": "; ".join(result["misses"])}
    verdict = "ok" if result["strict"] else "ok, in parts" if "parts" in result else "ok, conditioned"
    return {**result, "verdict": verdict, "reason": ""}


def result_of(zoo: Zoo, name: str, only_known: bool) -> dict | None:
    return keeping.result(zoo.result(name), only_known, lambda: compute(zoo, name))
