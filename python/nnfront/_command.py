"""The command line of the package: the program that is installed with it."""

import os
import sys
from pathlib import Path


def main() -> None:
    """Becomes the program: its exit status, signals and streams are those of this process."""
    program = Path(__file__).with_name("bin") / "nnfront"
    if not program.is_file():
        sys.exit(f"nnfront: {program} is missing: this is not an installed package")
    os.execv(program, ["nnfront", *sys.argv[1:]])
