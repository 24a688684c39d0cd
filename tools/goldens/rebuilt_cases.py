#!/usr/bin/env python3
"""Single operators, rebuilt for a target and run in its framework, against the reference executor.

    tools/goldens/rebuilt_cases.py PROGRAM [--targets onnx] [--opset N] [--only TEXT] [--json FILE] [--keep FOLDER]

PROGRAM: write_emitted_cases of the tests' build, which writes a small graph per operator and variant. A line per case: agrees (with the
relative L2 distance), refused (with the reason), no kernel: the framework says that it does not run this operator of elements of this
type, though the model is valid; or MISS: another value, type or shape, or any other error of the framework. Exit status: 0 without misses,
1 with.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tools" / "goldens"), str(ROOT / "tools")]
import envs  # noqa: E402
from rebuilt_targets import ENVIRONMENTS, FILES, runner, target_of  # noqa: E402


def relative_distance(got, wanted) -> float:
    """Relative L2; elements that are equal, infinite or no numbers in both arrays, count as equal."""
    import numpy as np

    a, b = got.astype(np.float64), wanted.astype(np.float64)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    apart = np.where(same, 0.0, a - np.where(same, a, b))
    size = np.linalg.norm(np.where(np.isfinite(b), b, 0.0))
    return float(np.linalg.norm(apart) / size) if size else float(np.linalg.norm(apart))


def difference(got, wanted, limit: float) -> tuple[float, str]:
    """Distance, and what is wrong: "" for nothing."""
    if got.dtype != wanted.dtype:
        return float("nan"), f"got {got.dtype}, wanted {wanted.dtype}"
    if got.shape != wanted.shape:
        return float("nan"), f"got shape {list(got.shape)}, wanted {list(wanted.shape)}"
    distance = relative_distance(got, wanted)
    return distance, "" if distance <= limit else f"distance {distance:.3g} is above {limit:.3g}"


def judge(case: dict, folder: Path) -> dict:
    import numpy as np

    result = {"case": case["name"], "op": case["op"]}
    if case["refused"]:
        return result | {"verdict": "refused", "reason": case["refused"]}
    failure = folder / "failure.txt"
    if failure.exists() or not (folder / "got.npz").exists():
        reason = failure.read_text().strip() if failure.exists() else "the framework ended before it"
        lacks_kernel = "NOT_IMPLEMENTED : Could not find an implementation for" in reason
        return result | {"verdict": "no kernel" if lacks_kernel else "MISS", "reason": reason}
    with np.load(folder / "got.npz") as got, np.load(folder / "wanted.npz") as wanted:
        found = [difference(got[name], wanted[name], case["limit"]) if name in got else (0.0, f"no output {name}") for name in wanted]
    wrong = "; ".join(text for _, text in found if text)
    if wrong:
        return result | {"verdict": "MISS", "reason": wrong}
    return result | {"verdict": "agrees", "distance": max((distance for distance, _ in found), default=0.0)}


def run_target(program: Path, target: str, opset: int | None, folder: Path) -> list[dict]:
    numbered = [] if opset is None else ["--opset", str(opset)]
    subprocess.run([program, target_of(target), FILES[target], folder, *numbered], check=True)
    command = [envs.ensure(ENVIRONMENTS[target]), *runner(target), "--cases", folder, FILES[target]]
    subprocess.run(command, check=False)  # a framework that dies leaves cases without an answer: misses
    cases = json.loads((folder / "cases.json").read_text())
    return [{"target": target} | judge(case, folder / case["name"]) for case in cases]


def line(result: dict) -> str:
    told = f"{result['distance']:.1e}" if result["verdict"] == "agrees" else " ".join(result["reason"].split())
    return f"{result['target']:12} {result['case']:32} {result['verdict']:9} {told}"


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path, help="write_emitted_cases")
    parser.add_argument("--targets", default=",".join(ENVIRONMENTS), help="comma-separated")
    parser.add_argument("--opset", type=int)
    parser.add_argument("--only", default="", help="report cases whose names contain this")
    parser.add_argument("--json", type=Path, help="the results, for machines")
    parser.add_argument("--keep", type=Path, help="leave models and arrays in this folder")
    return parser.parse_args()


def main() -> int:
    options = parsed()
    results = []
    for target in options.targets.split(","):
        with tempfile.TemporaryDirectory() as temporary:
            folder = (options.keep or Path(temporary)) / target
            folder.mkdir(parents=True)
            found = run_target(options.program.resolve(), target, options.opset, folder)
        results += [result for result in found if options.only in result["case"]]
    for result in results:
        print(line(result))
    counts = {verdict: sum(result["verdict"] == verdict for result in results) for verdict in ("agrees", "refused", "no kernel", "MISS")}
    print(", ".join(f"{count} {verdict}" for verdict, count in counts.items()))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return 1 if counts["MISS"] or not results else 0


if __name__ == "__main__":
    envs.go_on_with("tools")
    sys.exit(main())
