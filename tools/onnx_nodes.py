#!/usr/bin/env python3
"""Runs ONNX's own node tests: onnx_nodes.py PROGRAM ARCHIVE [--json FILE].

PROGRAM is the build's onnx_node_tests; ARCHIVE a .tar.xz of onnx/backend/test/data, with the folders node, simple and light. It is
unpacked once into the user's cache, under a name made from its content. Exit status 1 where a case failed, where there are fewer core cases
than CORE_CASES says, or where a smaller share of them passed than SHARES says.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import envs
import keeping

# How many core cases a folder holds at least: those that train, handle strings, sequences or optionals, and ai.onnx.ml do not count.
CORE_CASES = {"node": 1529, "simple": 7, "light": 9}
# Of these, those that must pass.
SHARES = {"node": 0.975, "simple": 1.0, "light": 1.0}
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
    folder = envs.cache_folder() / "onnx-nodes" / keeping.digest([archive])
    return keeping.made_once(folder, lambda part: unpack(archive, part))


def test_folders(folder: Path) -> dict[str, Path]:
    return {name: found for name in SHARES for found in sorted(folder.rglob(name)) if found.is_dir()}


def run(program: Path, folder: Path) -> dict:
    done = subprocess.run([program, folder, "--json"], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(f"{program} ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def lines(name: str, result: dict) -> list[str]:
    text = [f"{name}: refused {len(cases):4} {reason} ({cases[0]})" for reason, cases in result.get("refusals", {}).items()]
    text += [f"{name}: failed {case}: {detail}" for case, detail in result.get("failures", {}).items()]
    for category, counts in result["categories"].items():
        text.append(f"{name}: {category}: {counts['passed']} passed, {counts['refused']} refused, {counts['failed']} failed")
    return text


def shortcomings(name: str, result: dict) -> list[str]:
    core = result["categories"].get("core", {"passed": 0})
    count = sum(core.values())
    text = [f"{name}: {len(result['failures'])} cases failed"] if result.get("failures") else []
    if count < CORE_CASES[name]:
        text.append(f"{name}: {count} core cases, wanted {CORE_CASES[name]}")
    if core["passed"] < SHARES[name] * max(count, CORE_CASES[name]):
        text.append(f"{name}: {core['passed']} of {count} core cases passed, wanted {SHARES[name]:.1%}")
    return text


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--json", type=Path, help="where the results go")
    options = parser.parse_args()
    results, wrong = {}, []
    for name, folder in test_folders(unpacked(options.archive)).items():
        results[name] = run(options.program, folder)
        print("\n".join(lines(name, results[name])))
        wrong += shortcomings(name, results[name])
    wrong += [f"{name}: the archive lacks this folder" for name in SHARES if name not in results]
    print("\n".join(wrong))
    if options.json:
        options.json.write_text(json.dumps(results, indent=2) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
