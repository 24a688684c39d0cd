"""What makes engines comparable: one input for all of them, and outputs that agree. Run by the Python of the environment "peers".

agreement.py input X.npy 1,3,224,224      writes seeded float32 numbers, uniform in [-1, 1)
agreement.py compare NAME=Y.npy ...       exit status 1 where two outputs are further apart than 1e-4 (relative L2)
"""

import sys
from itertools import combinations
from pathlib import Path

import numpy as np

LIMIT = 1e-4


def make_input(path: Path, shape: list[int]) -> None:
    np.save(path, np.random.default_rng(1).uniform(-1, 1, shape).astype(np.float32))


def distance(a: np.ndarray, b: np.ndarray) -> float:
    """Relative L2; infinite where shapes differ, a number is not finite, or b is nothing but zeros."""
    if a.shape != b.shape:
        return float("inf")
    a, b = a.astype(np.float64), b.astype(np.float64)
    norm, apart = np.linalg.norm(b), np.linalg.norm(a - b)
    return float(apart / norm) if norm > 0 and np.isfinite([norm, apart]).all() else float("inf")


def disagreements(outputs: dict[str, np.ndarray]) -> list[str]:
    """A line for every two that are too far apart."""
    apart = {(a, b): distance(outputs[a], outputs[b]) for a, b in combinations(outputs, 2)}
    return [f"{a} and {b} are {found:.3g} apart, at most {LIMIT:g} is allowed" for (a, b), found in apart.items() if not found <= LIMIT]


def main() -> int:
    command, *words = sys.argv[1:]
    if command == "input":
        make_input(Path(words[0]), [int(size) for size in words[1].split(",")])
        return 0
    found = disagreements({name: np.load(path) for name, path in (word.split("=", 1) for word in words)})
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
