"""Environments: where they stand, when they are made again, and what is said where a Python is absent."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
import envs


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "nnfront" / "envs"


@pytest.fixture
def table(tmp_path, monkeypatch):
    def write(text):
        path = tmp_path / "table.toml"
        path.write_text(text)
        monkeypatch.setattr(envs, "TABLE", path)

    return write


HERE = f"{sys.version_info.major}.{sys.version_info.minor}"


def test_an_environment_is_made_once_and_again_after_an_interrupted_run(cache, table):
    table(f'[empty]\npython = ["{HERE}"]\ninstall = []\n')
    python = envs.ensure("empty")
    assert python.exists()
    marker = python.parent.parent / envs.MARKER
    before = marker.stat().st_mtime_ns
    assert envs.ensure("empty") == python
    assert marker.stat().st_mtime_ns == before

    marker.unlink()
    python.unlink()
    assert envs.ensure("empty").exists()


def test_a_failed_installation_leaves_nothing_that_counts_as_made(cache, table):
    table(f'[broken]\npython = ["{HERE}"]\ninstall = [["--no-index", "no-such-package"]]\n')
    with pytest.raises(envs.NoEnvironmentError) as failure:
        envs.ensure("broken")
    assert failure.value.status == 4
    assert not list(cache.glob(f"*/{envs.MARKER}"))


def test_other_pins_stand_elsewhere(cache):
    first = envs.location("a", {"python": ["3.11"], "install": [["x==1"]]})
    assert first == envs.location("a", {"install": [["x==1"]], "python": ["3.11"]})
    assert first != envs.location("a", {"python": ["3.11"], "install": [["x==2"]]})


def test_an_environment_can_extend_another():
    table = {"base": {"python": ["3.9"], "install": [["x"]]}, "more": {"extends": "base", "install": [["y"]]}}
    assert envs.recipe("more", table) == {"python": ["3.9"], "install": [["x"], ["y"]]}


def test_without_a_fitting_python_the_status_says_so(cache, table):
    table('[old]\npython = ["1.5"]\ninstall = []\n')
    with pytest.raises(envs.NoEnvironmentError, match=r"needs Python 1\.5") as failure:
        envs.ensure("old")
    assert failure.value.status == envs.NO_PYTHON


def test_an_unknown_name_is_told_with_the_names_there_are():
    with pytest.raises(envs.NoEnvironmentError, match="tools") as failure:
        envs.ensure("no-such")
    assert failure.value.status == 2
