#!/usr/bin/env python3
"""ONNX models, read and written again: onnx_rebuilt.py PROGRAM ARCHIVE [FOLDER ...] [--opset N] [--json FILE] [--keep FOLDER].

PROGRAM is the build's onnx_fixed_points; ARCHIVE and FOLDERs as tools/onnx_nodes.py takes them, and folders of models. Of every model that
is read: the second way round leaves what the first one left; the model that is written passes ONNX's own checker in full; and where the
model comes with data, onnxruntime computes from the rebuilt one what it computes from the source. A line per miss; exit status 1 with any.
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
import onnx_nodes  # noqa: E402

# Relative and absolute, of ONNX's own runner (onnx/backend/test/runner).
TOLERANCE = {"rtol": 1e-3, "atol": 1e-5}


def rebuilt(program: Path, folder: Path, out: Path, opset: int) -> dict:
    done = subprocess.run([program, folder, out, "--opset", str(opset), "--json"], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{program} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def checked(model: Path) -> str:
    """What the checker says against the model."""
    import onnx

    try:
        onnx.checker.check_model(str(model), full_check=True)
    except Exception as failure:  # the checker's exceptions are of several modules
        return f"checker: {' '.join(str(failure).split())[:300]}"
    return ""


def session_of(model: Path):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 4
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def inputs_of(source: Path):
    """The first data set of a node test, by name; nothing where there is none, or where it holds more than tensors."""
    import onnx
    from onnx import numpy_helper

    folder = source.parent / "test_data_set_0"
    if source.name != "model.onnx" or not folder.is_dir():
        return None
    graph = onnx.load(str(source), load_external_data=False).graph
    given = {}
    for i, info in enumerate(graph.input):
        file = folder / f"input_{i}.pb"
        if not info.type.HasField("tensor_type") or not file.exists():
            return None
        given[info.name] = numpy_helper.to_array(onnx.load_tensor(str(file)))
    return given


def differences(got: list, wanted: list) -> str:
    import numpy as np

    for i, (mine, theirs) in enumerate(zip(got, wanted, strict=True)):
        a, b = np.asarray(mine), np.asarray(theirs)
        if a.dtype != b.dtype or a.shape != b.shape:
            return f"output {i}: got {a.dtype}{list(a.shape)}, wanted {b.dtype}{list(b.shape)}"
        if a.dtype.kind in "fiub" and not np.allclose(a.astype(np.float64), b.astype(np.float64), equal_nan=True, **TOLERANCE):
            return f"output {i}: values differ"
    return ""


def run_both(source: Path, model: Path) -> tuple[str, str]:
    """agrees, not_run (with the reason: the runtime does not run the source itself) or MISS."""
    given = inputs_of(source)
    if given is None:
        return "not_run", "no data"
    try:
        wanted = session_of(source).run(None, given)
    except Exception as failure:  # what the runtime lacks
        return "not_run", f"the source: {' '.join(str(failure).split())[:120]}"
    try:
        session = session_of(model)
        kept = {each.name for each in session.get_inputs()}
        got = session.run(None, {name: value for name, value in given.items() if name in kept})
    except Exception as failure:
        return "MISS", f"runtime: {' '.join(str(failure).split())[:300]}"
    wrong = differences(got, wanted)
    return ("MISS", wrong) if wrong else ("agrees", "")


def is_miss(result: dict) -> bool:
    return result["form"] == "moves" or bool(result["checker"]) or result["run"] == "MISS"


def judge(summary: dict, out: Path) -> list[dict]:
    results = []
    for verdict, models in summary.items():
        for source, detail in models.items():
            path = Path(source)
            name = path.parent.name if path.name == "model.onnx" else path.stem
            result = {"model": name, "form": verdict, "detail": detail, "checker": "", "run": "not_run"}
            if verdict in ("fixed", "moves"):
                model = out / name / "model.onnx"
                result["checker"] = checked(model)
                result["run"], told = run_both(path, model)
                result["detail"] = result["detail"] or told
            results.append(result | {"miss": is_miss(result)})
    return results


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("archive", type=Path)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--opset", type=int, default=21)
    parser.add_argument("--json", type=Path, help="the results, for machines")
    parser.add_argument("--keep", type=Path, help="leave the rebuilt models in this folder")
    return parser.parse_args()


def main() -> int:
    options = parsed()
    folders = [options.archive if options.archive.is_dir() else onnx_nodes.unpacked(options.archive), *options.folders]
    results = []
    with tempfile.TemporaryDirectory() as temporary:
        for i, folder in enumerate(folders):
            out = (options.keep or Path(temporary)) / str(i)
            out.mkdir(parents=True)
            results += judge(rebuilt(options.program.resolve(), folder, out, options.opset), out)
    misses = [result for result in results if result["miss"]]
    for result in misses:
        print(f"MISS {result['model']}: {result['form']}; {result['checker']} {result['run']}: {result['detail']}")
    for key in ("form", "run"):
        values = sorted({result[key] for result in results})
        print(f"{key}: " + ", ".join(f"{sum(result[key] == value for result in results)} {value}" for value in values))
    print(f"checker: {sum(bool(result['checker']) for result in results)} refused")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return 1 if misses or not results else 0


if __name__ == "__main__":
    envs.go_on_with("onnx")
    sys.exit(main())
