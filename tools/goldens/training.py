#!/usr/bin/env python3
"""One step of training, of an original MXNet network and of what it is rebuilt as.

    tools/goldens/training.py NNFRONT [--targets torch] [--json FILE]

Small networks with everything whose training has rules of its own (strides, dilation, groups, paddings on one side, transposed and
depthwise convolutions, every kind of batch norm) go through MXNet: the gradients of every parameter and the running statistics after the
step. The rebuilt network makes the same step in its own framework. A line per network and target: the largest relative L2 distance, and
whose it is; at most 1e-4. Exit status: 0 everything within that, 1 something is not.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "tools" / "goldens"
sys.path[:0] = [str(HERE), str(ROOT / "tools")]
import envs  # noqa: E402
from rebuilt_targets import ENVIRONMENTS, FILES  # noqa: E402

LIMIT = 1e-4
TARGETS = ("torch",)


def relative_distance(got, wanted) -> float:
    """Relative L2; of zeros the norm of what was got."""
    import numpy as np

    if got.shape != wanted.shape:
        return float("inf")
    size = np.linalg.norm(wanted.astype(np.float64))
    apart = np.linalg.norm(got.astype(np.float64) - wanted.astype(np.float64))
    return float(apart / size) if size else float(apart)


def rebuilt(nnfront: Path, network: Path, target: str, work: Path) -> Path:
    folder = work / network.name / target
    shape = json.loads((network / "input.json").read_text())
    given = f"data:{','.join(map(str, shape))}"
    subprocess.run(
        [nnfront, "compile", "mxnet", network / "net", "0", "--input", given, "-o", folder / "ir", "--no-png"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    parts = ["--graph", folder / "ir/IR_for_reconstruct_graph.json", "--params", folder / "ir/IR_for_reconstruct_params.npz"]
    model = folder / FILES[target]
    subprocess.run([nnfront, "reconstruct", "--to", target, *parts, "-o", model], check=True, stdout=subprocess.DEVNULL)
    return model


def compare(nnfront: Path, network: Path, target: str, work: Path) -> dict:
    import numpy as np

    model = rebuilt(nnfront, network, target, work)
    found = model.parent / "step.npz"
    step = [envs.ensure(ENVIRONMENTS[target]), HERE / "train_rebuilt.py", target, model, network / "step_inputs.npz", found]
    subprocess.run(step, check=True)
    result = {"network": network.name, "target": target, "distance": 0.0, "tensors": 0, "misses": []}
    with np.load(found) as got, np.load(network / "step.npz") as wanted:
        for name in wanted:
            far = relative_distance(got[name], wanted[name]) if name in got else float("inf")
            result["tensors"] += 1
            if not far <= LIMIT:
                result["misses"].append(f"{name}: {far:.3g} is above {LIMIT:g}")
            if not far <= result["distance"]:
                result |= {"distance": far, "farthest": name}
    return result


def line(result: dict) -> str:
    told = f"{result['distance']:.1e} {result.get('farthest', '')}".rstrip()
    verdict = "MISS" if result["misses"] or not result["tensors"] else "agrees"
    return f"{result['network']:16} {result['target']:12} {verdict:8} {result['tensors']:3} tensors, farthest {told}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("nnfront", type=Path, help="the program")
    parser.add_argument("--targets", default=",".join(TARGETS), help="comma-separated")
    parser.add_argument("--json", type=Path, help="the results, for machines")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        subprocess.run([envs.ensure("mxnet"), HERE / "training_networks.py", work / "networks"], check=True)
        networks = sorted((work / "networks").iterdir())
        results = [compare(options.nnfront.resolve(), each, target, work) for each in networks for target in options.targets.split(",")]
    for result in results:
        print(line(result))
        for miss in result["misses"]:
            print(f"MISS {result['network']} {result['target']} {miss}")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1) + "\n")
    return 1 if not results or any(result["misses"] or not result["tensors"] for result in results) else 0


if __name__ == "__main__":
    envs.go_on_with("tools")
    sys.exit(main())
