"""Words as the full-text index holds them, and queries made of what people type.

A run of Chinese, Japanese or Korean characters becomes overlapping pairs plus its last character, since
these scripts put no blanks between words: 防衛省 is 防衛, 衛省, 省. Every other word is folded. A query's
word matches by the stem left when an inflection is cut off.
"""

import re
from typing import Final

from scraper.core.text import fold

VERSION: Final = 1
"""Raised with every change of what `indexed` returns: an index of another version is rebuilt."""

_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af々〆"
_RUN: Final = re.compile(f"[{_CJK}]+")
_WORD: Final = re.compile(rf"[^\W_{_CJK}]+|[{_CJK}]+")


def indexed(text: str) -> str:
    """Return `text` as it is given to the index: words parted by single blanks."""
    return " ".join(word for run in _WORD.findall(fold(text)) for word in _pairs(run))


def _pairs(run: str) -> list[str]:
    """Return a run of CJK characters cut into pairs, any other word as it is."""
    if not _RUN.fullmatch(run):
        return [run]
    return [run[start : start + 2] for start in range(len(run))]
