#!/usr/bin/env python3
"""ONNX models, read and written again: onnx_rebuilt.py PROGRAM ARCHIVE [FOLDER ...] [--opset N] [--json FILE] [--keep FOLDER].

PROGRAM is the build's onnx_fixed_points; ARCHIVE and FOLDERs as tools/onnx_nodes.py takes them, and folders of models. Of every model that
is read: the second way round leaves what the first one left; the model that is written passes ONNX's own checker in full; and where the
model comes with data or takes floats, onnxruntime computes from the rebuilt one what it computes from the source. A line per miss; exit
status 1 with any.
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


# Models whose second way round differs from the first, and why. What is computed is the same, and the checks hold for them, too.
MOVES = {
    "test_upsample_nearest": "factors that the model computes: each way round takes those of the spatial dimensions out once more",
    "test_resize": "sizes or a region that the model computes: each way round takes those of the spatial dimensions out once more",
    "test_affine_grid": "a size that the model computes: each way round takes the spatial dimensions out once more",
    "test_maxunpool_export_with_output_shape": "a size that the model computes: each way round takes the spatial dimensions out once more",
    "test_loop11": "a parameter in a body is numbered anew",
    "test_onehot": "values that the model computes: each way round takes them apart and joins them once more",
    "test_attention_3d_gqa_causal": "a dimension of two merged reshapes is what is left over from then on",
    "test_scan": "a dimension of two merged reshapes is what is left over from then on",
}


# Models that are rebuilt with operators for which onnxruntime has no kernel, and which.
KERNELS = {
    "test_resize": "Resize of more dimensions than two or three: where sizes are computed, batch and channels may change, too",
    "test_onehot": "OneHot of a depth and values of these types",
}


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
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
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


def seeded_inputs(session):
    """Numbers from 0 to 1 for inputs of numbers; nothing where there are others. What a size may be is 1."""
    import numpy as np

    random = np.random.default_rng(1)
    inputs = session.get_inputs()
    if any(each.type != "tensor(float)" for each in inputs):
        return None
    shapes = {each.name: [size if isinstance(size, int) else 1 for size in each.shape] for each in inputs}
    return {name: random.random(shape).astype(np.float32) for name, shape in shapes.items()}


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
    try:
        session = session_of(source)
        given = seeded_inputs(session) if given is None else given
        if given is None:
            return "not_run", "no data"
        wanted = session.run(None, given)
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


def is_listed(name: str, known: dict) -> bool:
    return any(name.startswith(prefix) for prefix in known)


def is_miss(result: dict) -> bool:
    moves = result["form"] == "moves" and not is_listed(result["model"], MOVES)
    return moves or bool(result["checker"]) or result["run"] == "MISS"


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
                if told.startswith("runtime:") and is_listed(name, KERNELS):
                    result["run"] = "not_run"
                result["detail"] = "; ".join(text for text in (told, result["detail"]) if text)
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
