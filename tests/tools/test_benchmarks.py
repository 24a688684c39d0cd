"""How the benchmarks measure."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import agreement
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


def test_engines_read_one_input(tmp_path):
    agreement.make_input(tmp_path / "x.npy", [2, 3, 4, 4])
    x = np.load(tmp_path / "x.npy")
    assert (x.shape, x.dtype) == ((2, 3, 4, 4), np.float32)
    assert -1 <= x.min() < -0.5 < 0.5 < x.max() < 1
    agreement.make_input(tmp_path / "again.npy", [2, 3, 4, 4])
    assert (np.load(tmp_path / "again.npy") == x).all()


def test_engines_that_agree_are_measured():
    y = np.array([[3.0, 4.0]], np.float32)
    assert agreement.disagreements({"a": y, "b": y, "c": y * (1 + 0.9e-4)}) == []


@pytest.mark.parametrize("wrong", [[[3.0, 4.001]], [[3.0, np.nan]], [[np.inf, 4.0]], [[0.0, 0.0]], [[3.0], [4.0]], [[3.0, 4.0, 0.0]]])
@pytest.mark.parametrize("who", ["a", "b", "c"])
def test_engines_that_disagree_are_not_measured(wrong, who):
    outputs = {name: np.array([[3.0, 4.0]], np.float32) for name in "abc"}
    outputs[who] = np.array(wrong, np.float32)
    found = agreement.disagreements(outputs)
    assert len(found) == 2
    assert all(who in line.split(" are ")[0] for line in found)


def test_a_disagreement_is_the_exit_status(tmp_path):
    for name, factor in (("a", 1.0), ("b", 1.0), ("c", 1.1)):
        np.save(tmp_path / f"{name}.npy", np.full((1, 4), factor, np.float32))

    def status(*names):
        command = [sys.executable, agreement.__file__, "compare", *(f"{name}={tmp_path / name}.npy" for name in names)]
        return subprocess.run(command, capture_output=True, check=False).returncode

    assert (status("a", "b"), status("a", "c")) == (0, 1)
