"""Rows of a table as lines of text, or of Markdown."""

from collections.abc import Iterable, Sequence


def text_line(words: Sequence[str], widths: Sequence[int]) -> str:
    return " ".join(f"{word:{width}}" for word, width in zip(words, widths, strict=True)).rstrip()


def lines(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    every = [heads, ["---"] * len(heads), *rows]
    return ["| " + " | ".join(word.replace("|", "\\|") for word in row) + " |" for row in every]
