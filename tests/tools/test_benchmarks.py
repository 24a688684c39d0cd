"""How the benchmarks measure."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import compiling
import measure


def noting(log: Path, name: str, *, fails: bool = False) -> measure.Contender:
    def note(text: str) -> list[str]:
        return ["sh", "-c", f"echo {text} >> {log}; exit {int(fails)}"]

    return measure.Contender(name, note(name), before=["sh", "-c", f"echo before-{name} >> {log}"])


def test_contenders_run_in_turn(tmp_path):
    log = tmp_path / "log"
    a, b = noting(log, "a"), noting(log, "b")
    measure.in_turn([a, b], rounds=2, warmup=1)
    assert log.read_text().split() == ["before-a", "a", "before-b", "b"] * 3
    assert len(a.seconds) == len(b.seconds) == len(a.peak_mib) == 2


def test_a_contender_that_fails_ends_the_measurement(tmp_path):
    with pytest.raises(SystemExit, match="a: exit code 1"):
        measure.in_turn([noting(tmp_path / "log", "a", fails=True)], rounds=1)


def test_the_ratio_is_taken_round_by_round():
    a = measure.Contender("a", [], seconds=[1.0, 2.0, 9.0], peak_mib=[1.0])
    b = measure.Contender("b", [], seconds=[2.0, 4.0, 3.0], peak_mib=[2.0])
    assert measure.median_ratio(a, b) == 0.5
    assert measure.table([a, b], b).splitlines()[1].split() == ["a", "2.000", "1.000", "9.000", "1.0", "0.50"]


def test_beside_cp_everything_runs_and_nothing_is_left(tmp_path):
    log, out, peer_out = tmp_path / "log", tmp_path / "out", tmp_path / "peer"
    ours = measure.Contender("ours", ["sh", "-c", f"echo ours >> {log}; mkdir {out} && echo 123 > {out}/file"])
    write = f"echo peer >> {log}; ls {tmp_path}/big_copy {out} 2> /dev/null >> {log}; echo 12 > $0/file"
    peer = measure.Contender("peer", ["sh", "-c", write, str(peer_out)])
    text = compiling.beside_cp(ours, out, [peer], tmp_path, rounds=2)
    assert log.read_text().split() == ["ours", "ours", "peer", "ours", "peer"]
    assert [path.name for path in tmp_path.iterdir()] == ["log"]
    assert "2 rounds" in text
    assert [line.split("  ")[0] for line in text.splitlines()[2:]] == ["ours", "cp of the bytes written", "peer"]


def test_too_little_space_is_said_first(tmp_path):
    compiling.check_space(tmp_path, 1)
    with pytest.raises(SystemExit, match="GB are wanted"):
        compiling.check_space(tmp_path, 1 << 60)
