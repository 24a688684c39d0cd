"""The check itself: it sees commands, holds their status and output, and fails where they differ."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import check_commands

PAGE = """text
```console
$ true
ignored
```
```bash
$ not run
```
```console output status=3
$ echo one; exit 3
one
```
"""


def test_commands_are_found_with_their_lines():
    found = check_commands.commands(PAGE)
    assert [(c.line, c.text, c.output, c.status) for c in found] == [(3, "true", None, 0), (10, "echo one; exit 3", ["one"], 3)]


@pytest.mark.parametrize(
    ("expected", "printed", "fits"),
    [
        (["a b"], "a b\n", True),
        (["a b"], "a c\n", False),
        (["a ... z"], "a 1 2 z\n", True),
        (["first", "...", "last"], "first\n1\n2\nlast\n", True),
        (["first", "...", "last"], "first\nlast\n", True),
        (["first", "...", "last"], "first\n1\n", False),
        (["first"], "first\nsecond\n", False),
        ([], "", True),
        ([], "something\n", False),
        (["a+b"], "aab\n", False),
    ],
)
def test_output_is_held_to_the_page(expected, printed, fits):
    assert check_commands.matches(expected, printed) == fits


@pytest.mark.parametrize(
    ("text", "output", "status", "fails"),
    [
        ("echo x", ["x"], 0, False),
        ("echo x", ["y"], 0, True),
        ("false", None, 0, True),
        ("false", None, 1, False),
        ("echo wrong >&2; exit 2", ["wrong"], 2, False),
    ],
)
def test_commands_are_run(tmp_path, text, output, status, fails):
    command = check_commands.Command(1, text, output, status)
    assert (check_commands.failure_of(command, tmp_path, {"PATH": "/usr/bin:/bin"}) is not None) == fails


def test_a_page_is_checked_in_a_copy_of_the_repository(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```console\n$ test -f CMakeLists.txt && touch made\n$ test -f made\n$ test -f absent\n```\n")
    count, failures = check_commands.check_page(page, None)
    assert count == 3
    assert len(failures) == 1
    assert not (check_commands.REPOSITORY / "made").exists()


def test_nothing_to_check_is_a_failure(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text("no commands\n")
    monkeypatch.setattr(sys, "argv", ["check_commands.py", str(page)])
    assert check_commands.main() == 1
