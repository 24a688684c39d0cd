"""What the programs that measure compiling share."""

import shutil
import subprocess
from pathlib import Path

from measure import Contender, in_turn, table

ROOT = Path(__file__).resolve().parents[1]


def layers_and_width(text: str) -> tuple[int, int]:
    layers, _, width = text.partition("x")
    return int(layers), int(width)


def compile_contender(nnfront: str, model: Path, out: Path, extra: list[str]) -> Contender:
    command = [nnfront, "compile", str(model), "-o", str(out), "--no-png", *extra]
    return Contender("nnfront compile", command, before=["rm", "-rf", str(out)])


def size_of(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*"))


def check_space(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise SystemExit(f"{folder}: {free / 1e9:.1f} GB are free, {wanted / 1e9:.1f} GB are wanted")


def beside_cp(ours: Contender, out: Path, peers: list[Contender], work: Path, rounds: int) -> str:
    """Our compilation into `out`, `cp` of what it writes, and what else there is, in turn; nothing of one round is left for the next.

    `cp` reads what it writes, the parameters of both forms: twice what nnfront reads, which makes both forms from one set.
    On the disk lie at most the model, one copy of what is written, and what the running contender writes. The table has ratios to `cp`.
    """
    kept, copy = work / "big_ir_kept", work / "big_copy"
    for folder in (out, kept, copy):
        shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(ours.command, check=True, stdout=subprocess.DEVNULL)
    out.rename(kept)
    copying = Contender("cp of the bytes written", ["cp", *sorted(map(str, kept.glob("*"))), str(copy)])
    contenders = [ours, copying, *peers]
    written = [str(out), str(copy), *(peer.command[-1] for peer in peers)]
    for contender in contenders:
        # Each writes to a folder that is there and empty, but for ours, which makes its own.
        made = "" if contender is ours else f" && mkdir '{contender.command[-1]}'"
        contender.before = ["sh", "-c", "rm -rf " + " ".join(f"'{path}'" for path in written) + made]
    in_turn(contenders, rounds, warmup=0)
    text = f"{size_of(kept) / 1e9:.2f} GB written by nnfront, {rounds} rounds\n{table(contenders, copying)}"
    for folder in (kept, *map(Path, written)):
        shutil.rmtree(folder, ignore_errors=True)
    return text
