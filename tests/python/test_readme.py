"""The Python that the documentation shows runs as it stands: ```python; what is for another framework's users, ```python needs=MODULE, is
read by Python, and left out by name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCKS = [
    pytest.param(needs, block, id=f"{page.name}-{number}")
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    for number, (needs, block) in enumerate(
        re.findall(r"^```python(?: needs=(\w+))?\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    )
]


@pytest.mark.parametrize(("needs", "block"), BLOCKS)
def test_block(needs, block, monkeypatch, capsys):
    code = compile(block, "documentation", "exec")
    if needs:
        pytest.skip(f"it needs {needs} and a model that was written for it")
    monkeypatch.chdir(ROOT)
    exec(code, {})  # noqa: S102
    printed = capsys.readouterr().out.splitlines()
    for line, shown in zip(reversed(printed), re.findall(r"print\(.*\)  # ([0-9.]+)", block), strict=False):
        assert line.startswith(shown)
