"""Which language a text is in: letters that only one language has, small words, endings.

Made for short texts (a headline) and for the languages that are monitored; others get a best guess.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from scraper.core.language_profiles import ENDINGS, LETTERS, WORDS
from scraper.types import Found, Signal

_READ: Final = 1_500
"""Characters read: more do not change the answer."""
_TOKEN: Final = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")
_CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")

_WORD_WEIGHT: Final = 2.0
_LETTER_WEIGHT: Final = 3.0
_ENDING_WEIGHT: Final = 0.7
_PRIOR_WEIGHT: Final = 0.6

_CYRILLIC_LANGUAGES: Final = frozenset({"uk", "ru", "bg", "be", "sr"})


def detect(text: str, prior: Sequence[str] = ()) -> Found[str]:
    """Return the ISO 639-1 code of the language `text` is in; where it is unclear, rather one of `prior`.

    Empty with confidence 0 where there is nothing to go by, neither letters nor a prior.
    """
    read = text[:_READ]
    kana, han = len(_KANA.findall(read)), len(_HAN.findall(read))
    cyrillic, latin = len(_CYRILLIC.findall(read)), len(_LATIN.findall(read))
    hangul = len(_HANGUL.findall(read))
    if hangul and hangul * 2 >= latin + cyrillic + kana + han:
        return Found("ko", Signal.TEXT, confidence=0.99, why="Hangul")
    if 2 * (kana + han) >= latin + cyrillic and kana + han:
        return _east_asian(read, kana, han, prior)
    return _by_score(read, prior, cyrillic=cyrillic >= latin and cyrillic > 0)


def _east_asian(text: str, kana: int, han: int, prior: Sequence[str]) -> Found[str]:
    if kana * 50 >= han:
        return Found("ja", Signal.TEXT, confidence=0.99, why="kana")
    japanese, chinese = (
        sum(text.count(letter) for letter in LETTERS[language]) for language in ("ja", "zh")
    )
    if japanese != chinese:
        value = "ja" if japanese > chinese else "zh"
        return Found(value, Signal.TEXT, confidence=0.9, why="forms of its characters")
    value = next((language for language in prior if language in {"ja", "zh"}), "ja")
    return Found(value, Signal.TEXT, confidence=0.6, why="Han characters alone")


def _by_score(text: str, prior: Sequence[str], *, cyrillic: bool) -> Found[str]:
    scores: dict[str, float] = {}
    for languages, weight in _votes(text.lower(), prior):
        codes = languages.split()
        for code in codes:
            if (code in _CYRILLIC_LANGUAGES) == cyrillic:
                scores[code] = scores.get(code, 0.0) + weight / len(codes) ** 0.5
    return _best(scores)


def _votes(lowered: str, prior: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Yield languages that something in the text speaks for, and how much; shared evidence counts less."""
    for language, letters in LETTERS.items():
        if language not in {"ja", "zh"} and (count := sum(map(lowered.count, letters))):
            yield language, _LETTER_WEIGHT * count
    for token in _TOKEN.findall(lowered):
        if languages := WORDS.get(token):
            yield languages, _WORD_WEIGHT
        for size in (4, 3, 2):
            if len(token) > size + 1 and (languages := ENDINGS.get(token[-size:])):
                yield languages, _ENDING_WEIGHT
                break
    for place, language in enumerate(prior):
        yield language, _PRIOR_WEIGHT / (1 + place)


def _best(scores: dict[str, float]) -> Found[str]:
    if not scores:
        return Found("", Signal.TEXT, confidence=0.0, why="no letters to go by")
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    value, best = ranked[0]
    other, second = ranked[1] if len(ranked) > 1 else ("", 0.0)
    return Found(
        value,
        Signal.TEXT,
        confidence=round(min(0.99, (best - second + 0.5) / (best + 1.0)), 2),
        runner_up=f"text: {other}" if other else "",
        why="letters, small words and endings",
    )
