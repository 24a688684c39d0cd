"""What costs minutes and is kept under the cache folder: made once, whole or not at all, whoever else runs at the same time."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path


def digest(parts) -> str:
    """A name for what is made of these: files by their content, anything else by its text."""
    summary = hashlib.sha256()
    for part in parts:
        summary.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        summary.update(b"\0")
    return summary.hexdigest()[:16]


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder. Where it is absent `make` fills another one first, an empty one, which then gets its name."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with Path(f"{folder}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if folder.exists():
            return folder
        part = Path(f"{folder}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        make(part)
        part.rename(folder)
    return folder


def result(path: Path, only_known: bool, compute: Callable[[], dict]) -> dict | None:
    """What the file holds, computed and written where it is absent; with `only_known` nothing then."""
    if path.exists():
        return json.loads(path.read_text())
    if only_known:
        return None
    found = compute()
    part = Path(f"{path}.part")
    part.write_text(json.dumps(found) + "\n")
    part.rename(path)
    return found


def last_line(text: str) -> str:
    """Of what a program said, the line that says why it failed."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"
