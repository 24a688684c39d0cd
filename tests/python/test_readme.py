"""The Python that the documentation shows runs as it stands."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = [
    pytest.param(block, id=f"{page.name}-{number}")
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for number, block in enumerate(re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL))
]


@pytest.mark.parametrize("block", BLOCKS)
def test_block(block, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(block, "documentation", "exec"), {})  # noqa: S102
    printed = capsys.readouterr().out.splitlines()
    for line, shown in zip(reversed(printed), re.findall(r"print\(.*\)  # ([0-9.]+)", block), strict=False):
        assert line.startswith(shown)
