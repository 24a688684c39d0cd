"""Whole processes timed in turn (A B A B ...), so that a drift of the machine's speed meets all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import dataclass, field


@dataclass
class Contender:
    """One command. ``before`` runs ahead of each round and is not timed (to remove what the command writes, say)."""

    name: str
    command: list[str]
    before: list[str] | None = None
    seconds: list[float] = field(default_factory=list)
    peak_mib: list[float] = field(default_factory=list)

    @property
    def median_seconds(self) -> float:
        return statistics.median(self.seconds)

    @property
    def peak(self) -> float:
        """Largest resident size of any round, in MiB."""
        return max(self.peak_mib)


def run_once(contender: Contender) -> tuple[float, float]:
    """Wall seconds and peak resident MiB of one run, as the operating system accounts for them."""
    if contender.before:
        subprocess.run(contender.before, check=True)
    start = time.perf_counter()
    process = subprocess.Popen(contender.command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{contender.name}: exit code {process.returncode}: {' '.join(contender.command)}")
    return wall, usage.ru_maxrss / 1024


def in_turn(contenders: list[Contender], rounds: int, warmup: int = 1) -> None:
    """Runs each contender once per round; the first ``warmup`` rounds do not count."""
    for number in range(warmup + rounds):
        for contender in contenders:
            wall, peak = run_once(contender)
            if number >= warmup:
                contender.seconds.append(wall)
                contender.peak_mib.append(peak)


def median_ratio(a: Contender, b: Contender) -> float:
    """Median of A/B over the rounds: below 1, A is faster."""
    return statistics.median(x / y for x, y in zip(a.seconds, b.seconds, strict=True))


def table(contenders: list[Contender], base: Contender) -> str:
    """Medians, ranges, peaks and the ratio to ``base``."""
    lines = [f"{'':<28}{'median s':>10}{'min':>9}{'max':>9}{'peak MiB':>11}{'ratio':>8}"]
    for c in contenders:
        lines.append(
            f"{c.name:<28}{c.median_seconds:>10.3f}{min(c.seconds):>9.3f}{max(c.seconds):>9.3f}{c.peak:>11.1f}{median_ratio(c, base):>8.2f}"
        )
    return "\n".join(lines)
