#!/usr/bin/env python3
"""Runs ONNX's own node tests: onnx_nodes.py PROGRAM ARCHIVE [--json FILE].

PROGRAM is the build's onnx_node_tests; ARCHIVE a .tar.xz of onnx/backend/test/data, with the folders node, simple and light. It is
unpacked once into the user's cache, under a name made from its content. Exit status 1 where a case failed or a smaller share of the core
cases passed than SHARES says.
"""

import argparse
import fcntl
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import envs

# Of the core cases of a folder, those that must pass: all that do.
SHARES = {"node": 0.929, "simple": 1.0, "light": 1.0}
LARGEST_ARCHIVE = 1 << 30  # bytes, unpacked
MOST_MEMBERS = 100_000


class UnsafeArchiveError(Exception):
    pass


def check_member(member: tarfile.TarInfo) -> None:
    path = Path(member.name)
    if not (member.isfile() or member.isdir()) or path.is_absolute() or ".." in path.parts:
        raise UnsafeArchiveError(f"{member.name!r} is no plain file or folder inside of the archive")


def unpack(archive: Path, folder: Path) -> None:
    """Files and folders alone, all below `folder`, up to a size."""
    total = 0
    with tarfile.open(archive) as tar:
        for count, member in enumerate(tar):
            check_member(member)
            total += member.size
            if total > LARGEST_ARCHIVE or count >= MOST_MEMBERS:
                raise UnsafeArchiveError("it is larger than the tests are")
            target = folder / member.name
            if member.isdir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with tar.extractfile(member) as source, target.open("xb") as copy:
                shutil.copyfileobj(source, copy)


def unpacked(archive: Path) -> Path:
    """The folder with the archive's content, made where it is absent."""
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()[:16]
    folder = envs.cache_folder() / "onnx-nodes" / digest
    folder.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            part = Path(f"{folder}.part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            unpack(archive, part)
            part.rename(folder)
    return folder


def test_folders(folder: Path) -> dict[str, Path]:
    return {name: found for name in SHARES for found in sorted(folder.rglob(name)) if found.is_dir()}


def run(program: Path, folder: Path, share: float) -> tuple[dict, bool]:
    command = [program, folder, "--json", "--share", str(share)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{program} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout), done.returncode == 0


def lines(name: str, result: dict) -> list[str]:
    text = [f"{name}: refused {len(cases):4} {reason} ({cases[0]})" for reason, cases in result.get("refusals", {}).items()]
    text += [f"{name}: failed {case}: {detail}" for case, detail in result.get("failures", {}).items()]
    for category, counts in result["categories"].items():
        text.append(f"{name}: {category}: {counts['passed']} passed, {counts['refused']} refused, {counts['failed']} failed")
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--json", type=Path, help="where the results go")
    options = parser.parse_args()
    results, good = {}, True
    for name, folder in test_folders(unpacked(options.archive)).items():
        results[name], enough = run(options.program, folder, SHARES[name])
        print("\n".join(lines(name, results[name])))
        if not enough:
            print(f"{name}: a case failed, or less than {SHARES[name]:.0%} of the core cases passed")
        good = good and enough
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")
    return 0 if good and results else 1


if __name__ == "__main__":
    sys.exit(main())
