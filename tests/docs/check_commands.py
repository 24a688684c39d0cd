#!/usr/bin/env python3
"""Runs the commands that the documentation shows: check_commands.py [--path FOLDER] [FILE...]; by default README.md and docs/*.md.

A command is a line `$ ...` of a fenced block ```console; it runs in bash, in a copy of the repository's files, one copy per page, with
FOLDER in front of PATH. It must end with 0. Blocks of other languages are not run.

```console output also holds what is printed to the lines that follow the command: `...` stands for any text, alone on its line for any
number of lines. ```console status=2 (together with output or not) says that the block's commands end with that status.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```console([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECONDS = 600


@dataclass
class Command:
    line: int
    text: str
    output: list[str] | None  # None: not looked at
    status: int


def commands(page: str) -> list[Command]:
    found = []
    for block in FENCE.finditer(page):
        words = block.group(1).split()
        status = next((int(word.removeprefix("status=")) for word in words if word.startswith("status=")), 0)
        begin = page[: block.start(2)].count("\n") + 1
        for offset, line in enumerate(block.group(2).split("\n")[:-1]):
            if line.startswith("$ "):
                found.append(Command(begin + offset, line[2:], [] if "output" in words else None, status))
            elif found and found[-1].line >= begin and found[-1].output is not None:
                found[-1].output.append(line)
    return found


def matches(expected: list[str], printed: str) -> bool:
    pattern = ""
    for line in expected:
        pattern += r"(?:.*\n)*?" if line.strip() == "..." else ".*".join(map(re.escape, line.split("..."))) + r"\n"
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n" if printed.strip() else "") is not None


def copy_repository(folder: Path) -> None:
    """Kept files only: what a fresh checkout has."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=REPOSITORY, capture_output=True, check=True
    ).stdout
    present = [name for name in listed.decode().split("\0") if name and (REPOSITORY / name).is_file()]
    archive = subprocess.run(
        ["tar", "-c", "--null", "-T", "-"], cwd=REPOSITORY, input="\0".join(present).encode(), capture_output=True, check=True
    )
    subprocess.run(["tar", "-x"], cwd=folder, input=archive.stdout, check=True)


def failure_of(command: Command, folder: Path, environment: dict) -> str | None:
    done = subprocess.run(
        ["bash", "-c", command.text], cwd=folder, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode != command.status:
        return f"ended with {done.returncode}, wanted {command.status}: {done.stderr.strip()[-400:]}"
    printed = done.stdout if command.status == 0 else done.stdout + done.stderr
    if command.output is not None and not matches(command.output, printed):
        return f"printed\n{printed}instead of\n" + "\n".join(command.output)
    return None


def check_page(page: Path, path: str | None) -> tuple[int, list[str]]:
    found = commands(page.read_text())
    environment = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}"} if path else dict(os.environ)
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        if found:
            copy_repository(Path(folder))
        for command in found:
            failure = failure_of(command, Path(folder), environment)
            print(f"{page.name}:{command.line}: $ {command.text}: {'FAILED' if failure else 'ok'}", flush=True)
            if failure:
                failures.append(f"{page.name}:{command.line}: {command.text}: {failure}")
    return len(found), failures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--path", help="folder of the programs to test")
    parser.add_argument("pages", nargs="*", type=Path)
    options = parser.parse_args()
    pages = options.pages or [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
    count, failures = 0, []
    for page in pages:
        checked, failed = check_page(page, options.path)
        count += checked
        failures += failed
    print(*failures, sep="\n")
    print(f"{count} commands, {len(failures)} failed")
    # A check that finds nothing to check is broken.
    return 1 if failures or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
