#!/usr/bin/env python3
"""Compares what onnxruntime's transformer optimiser and quantizer write (domain com.microsoft) with onnxruntime itself.

    fused_onnx.py NNFRONT [--seed N]

Needs the environment `onnx` of tools/envs.py. One model holds a node for every use of an operator, with random data; onnxruntime runs it
with and without its optimisations; nnfront compiles it once and runs both forms with both engines. Every output must be within TOLERANCE
(relative L2 distance). Of real numbers alone: quantized_onnx.py compares integers element by element. Exit status: 0 all are, 1 not.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import fused_attentions
import fused_layers
import fused_weights
import numpy as np
import onnx
import onnxruntime as ort
from fused_case import Draw
from quantized_onnx import Case, memory_of, model_of, ours, theirs

# Sums of float32 in another order.
TOLERANCE = 1e-5

FAMILIES: tuple[Callable[[Draw], list[Case]], ...] = (
    fused_layers.activations,
    fused_layers.products,
    fused_layers.convolutions,
    fused_layers.norms,
    fused_layers.embeddings,
    fused_attentions.attentions,
    fused_attentions.quantized_attentions,
    fused_attentions.multi_head_attentions,
    fused_attentions.rotary_embeddings,
    fused_attentions.grouped_attentions,
    fused_attentions.sparse_attentions,
    fused_attentions.decoder_attentions,
    fused_weights.states,
    fused_weights.linear_attentions,
    fused_weights.experts,
    fused_weights.quantized_experts,
    fused_weights.table_weights,
    fused_weights.block_weights,
    fused_weights.gathered_blocks,
    fused_weights.recurrences,
    fused_weights.places,
)


# ---- comparison


def distance(got: np.ndarray, wanted: np.ndarray) -> float:
    if got.shape != wanted.shape or got.dtype != wanted.dtype or not np.isfinite(wanted).all():
        return float("inf")
    norm = np.linalg.norm(wanted.astype(np.float64))
    return float(np.linalg.norm(got.astype(np.float64) - wanted) / norm) if norm else float(np.abs(got.astype(np.float64)).max())


def compare(nnfront: str, cases: list[Case], folder: Path) -> list[float]:
    """The largest distance of every output of the model."""
    model, feeds = model_of(cases)
    onnx.save(model, folder / "model.onnx")
    sessions = list(theirs(folder / "model.onnx", feeds, memory_of(cases)))
    worst = [0.0] * len(sessions[0][1])
    for _, got in ours(nnfront, folder / "model.onnx", feeds, folder):
        for _, wanted in sessions:
            worst = [max(known, distance(a, b)) for known, a, b in zip(worst, got, wanted, strict=True)]
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    ort.set_default_logger_severity(3)
    draw = Draw(arguments.seed)
    cases = [case for family in FAMILIES for case in family(draw)]
    with tempfile.TemporaryDirectory() as text:
        worst = compare(arguments.nnfront, cases, Path(text))
    owners = [case.op for case in cases for output in case.output_types if output is not None]
    for op in dict.fromkeys(owners):
        mine = [far for far, owner in zip(worst, owners, strict=True) if owner == op]
        print(f"{op:36} {len(mine):3} outputs, largest distance {max(mine):.2e}")
    far = sum(not each <= TOLERANCE for each in worst)
    print(f"{len(cases)} uses, {len(worst)} outputs, {far} farther than {TOLERANCE}")
    return 1 if far else 0


if __name__ == "__main__":
    sys.exit(main())
