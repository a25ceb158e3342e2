"""Words as the full-text index holds them, and queries made of what people type.

A run of Chinese, Japanese or Korean characters becomes overlapping pairs plus its last character, since
these scripts put no blanks between words: 防衛省 is 防衛, 衛省, 省. Every other word is folded.

A query is what anybody types: words that all must occur, `"a phrase"` for exactly that, `word*` for a
beginning, `-word` for what must not occur. A plain word matches by the stem left when an inflection is cut
off, as Ukrainian, Russian, German and English need it; nothing typed is ever an error.
"""

import re
from typing import Final

from scraper.core.text import fold

VERSION: Final = 1
"""Raised with every change of what `indexed` returns: an index of another version is rebuilt."""

LONGEST: Final = 512
"""Characters of a query that are read."""
SHORTEST_STEM: Final = 4
"""Letters from which a stem may stand for all words that begin with it."""
EXCERPTED: Final = 20_000
"""Characters of a text among which an excerpt is looked for."""

_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af々〆"
_RUN: Final = re.compile(f"[{_CJK}]+")
_WORD: Final = re.compile(rf"[^\W_{_CJK}]+|[{_CJK}]+")
_APOSTROPHE: Final = re.compile("(?<=[\u0400-\u04ff])'(?=[\u0400-\u04ff])")
"""Within a Ukrainian word it is a letter of sorts: об'єкт is one word."""
_TYPED: Final = re.compile(r'(?P<not>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')

_CYRILLIC: Final = re.compile("[\u0400-\u04ff]+")
_LATIN: Final = re.compile("[a-z\u00df-\u017f]+")
_CYRILLIC_ENDINGS: Final = (
    "ього", "ьому", "ими", "іми", "ыми", "ами", "ями", "ові", "еві", "єві", "ого", "его", "ому", "ему",
    "ією", "ией", "ією", "ою", "ею", "єю", "ую", "юю", "их", "іх", "ых", "ий", "ій", "ый", "ой", "ей",
    "ая", "яя", "ої", "єї", "ії", "ия", "ія", "ию", "ію", "ии", "ие", "ые", "ах", "ях", "ам", "ям", "ів",
    "їв", "ов", "ев", "єв", "ом", "ем", "єм", "им", "ім", "ым", "а", "я", "у", "ю", "и", "і", "ї", "ы",
    "о", "е", "є", "ь", "й",
)  # fmt: skip
_LATIN_ENDINGS: Final = ("ies", "ing", "ern", "en", "em", "er", "es", "ed", "e", "n", "s", "y")
_SOFTENED: Final = {"г": "зж", "к": "цч", "х": "сш", "з": "г", "ц": "к", "ж": "г", "ч": "к"}
"""Last consonants that inflection changes: допомога, допомозі; рука, руці."""


def indexed(text: str) -> str:
    """Return `text` as it is given to the index: words parted by single blanks."""
    return " ".join(_WORD.findall(_RUN.sub(_parted, _joined(fold(text)))))


def match_expression(typed: str) -> str:
    """Return an FTS5 expression for what somebody typed; empty where it asks for nothing."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for part in _TYPED.finditer(typed[:LONGEST]):
        expression = _phrase(part["phrase"]) if part["phrase"] is not None else _typed_word(part["word"])
        if expression:
            (unwanted if part["not"] else wanted).append(expression)
    if not wanted:
        return ""
    return " NOT ".join([f"({' AND '.join(wanted)})", *unwanted])


def _words(text: str) -> list[str]:
    return _WORD.findall(_joined(fold(text)))


def _joined(folded: str) -> str:
    """Return a folded text with apostrophes within words left out."""
    return _APOSTROPHE.sub("", folded) if "'" in folded else folded


def _parted(run: re.Match[str]) -> str:
    """Return a run of CJK characters as pairs between blanks."""
    return f" {' '.join(_pairs(run[0]))} "


def _pairs(run: str) -> list[str]:
    """Return a run of CJK characters cut into pairs, its last character alone."""
    return [run[start : start + 2] for start in range(len(run))]


def _phrase(text: str) -> str:
    """Return an expression for exactly these words; a last CJK character is part of its pair."""
    tokens: list[str] = []
    for run in _words(text):
        tokens += (_pairs(run)[:-1] or [run]) if _RUN.fullmatch(run) else [run]
    return f'"{" ".join(tokens)}"' if tokens else ""


def _typed_word(typed: str) -> str:
    """Return an expression for a word as typed: `F-35` and the like are phrases."""
    runs = _words(typed)
    if not runs:
        return ""
    if len(runs) > 1:
        return _phrase(typed)
    [run] = runs
    if _RUN.fullmatch(run):
        return f'"{run}"*' if len(run) == 1 else _phrase(run)
    if typed.endswith("*"):
        return f'"{run}"*'
    return _inflected(run)


def _inflected(word: str) -> str:
    """Return an expression for a folded word in all its forms.

    A stem of three letters would find too much as a beginning (рад-: рада, радар): its forms are listed. A
    word that is as short (EU, ЄС, 37) has no other: `37` does not find 3,700.
    """
    endings = _endings(word)
    stem = _cut(word, endings)
    if len(stem) < SHORTEST_STEM:
        forms = dict.fromkeys((word, stem, *(stem + ending for ending in endings)))
        return _any_of([f'"{form}"' for form in forms])
    beginnings = [stem]
    if stem != word and len(stem) > SHORTEST_STEM:
        beginnings += [stem[:-1] + softened for softened in _SOFTENED.get(stem[-1], "")]
    return _any_of([f'"{beginning}"*' for beginning in beginnings])


def _any_of(alternatives: list[str]) -> str:
    return alternatives[0] if len(alternatives) == 1 else f"({' OR '.join(alternatives)})"


def _endings(word: str) -> tuple[str, ...]:
    """Return the endings that inflection may have put to a word, the longest first."""
    if len(word) < SHORTEST_STEM - 1:
        return ()
    if _CYRILLIC.fullmatch(word):
        return _CYRILLIC_ENDINGS
    return _LATIN_ENDINGS if _LATIN.fullmatch(word) else ()


def _cut(word: str, endings: tuple[str, ...]) -> str:
    """Return `word` without the longest ending that leaves three letters, or four of a longer word."""
    least = SHORTEST_STEM if len(word) > SHORTEST_STEM else SHORTEST_STEM - 1
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


def excerpt(text: str, typed: str, width: int = 160) -> str:
    """Return about `width` characters of `text` around the first match, its beginning where none is."""
    flat = " ".join(text[:EXCERPTED].split())
    match = _first_match(flat, typed)
    begin = max(0, match - width // 3)
    if begin:
        begin = flat.find(" ", begin, match) + 1 or begin
    part = flat[begin : begin + width].strip()
    return f"{'… ' if begin else ''}{part}{' …' if begin + width < len(flat) else ''}"


def _first_match(text: str, typed: str) -> int:
    """Return where in `text` the first word stands that a query asks for, 0 where none does."""
    runs = _words(typed[:LONGEST])
    inside = tuple(run for run in runs if _RUN.fullmatch(run))
    beginnings = tuple(_cut(run, _endings(run)) for run in runs if not _RUN.fullmatch(run))
    for word in _WORD.finditer(text):
        folded = word[0].casefold()  # near enough to choose an excerpt; `fold` cleans, too
        if beginnings and folded.startswith(beginnings):
            return word.start()
        places = [folded.find(run) for run in inside if run in folded]
        if places:
            return word.start() + min(places)
    return 0
