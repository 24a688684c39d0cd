"""The network that the benchmarks measure, made from what is in the repository."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@dataclass(frozen=True)
class Compiled:
    """A compiled form, and the same network for other engines."""

    graph: Path
    parameters: Path
    onnx: Path


def resnet50(build: Path, work: Path, python: Path) -> Compiled:
    """ResNet-50 v1b with seeded weights, fused; `python` has onnx."""
    work.mkdir(parents=True, exist_ok=True)
    prefix = work / "resnet50v1b"
    shutil.copy(ROOT / "examples/resnet50v1b/resnet50v1b-symbol.json", f"{prefix}-symbol.json")
    shapes = str(ROOT / "examples/resnet50v1b/resnet50v1b-shapes.json")
    subprocess.run([build / "tools/make_mxnet_params", "shapes", shapes, "-o", f"{prefix}-0000.params"], check=True)
    ir, onnx = work / "ir", work / "resnet50v1b.onnx"
    subprocess.run([build / "bin/nnfront", "compile", f"{prefix}-symbol.json", "-o", ir, "--no-png"], **QUIET)
    trainable = [ir / "IR_for_reconstruct_graph.json", ir / "IR_for_reconstruct_params.npz"]
    subprocess.run([python, ROOT / "benchmarks/onnx_from_ir.py", *trainable, onnx], check=True)
    return Compiled(ir / "IR_fused_for_CModel_graph.json", ir / "IR_fused_for_CModel_params.npz", onnx)
