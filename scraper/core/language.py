"""Which language a text is in: its letters and those it lacks, small words, beginnings and endings.

Made for short texts (a headline) and for the languages that are monitored; others get a best guess. What a
page claims is a prior, never the answer: editions carry each other's stories.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from scraper.core.language_profiles import (
    BEGINNINGS,
    CYRILLIC,
    ENDINGS,
    FORMS,
    LETTERS,
    MONITORED,
    WORDS,
)
from scraper.types import Found, Signal

_READ: Final = 1_000
"""Characters read: more do not change the answer."""
_TOKEN: Final = re.compile(r"[^\W\d_]+")
_KANA: Final = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_HANGUL: Final = re.compile(r"[\uac00-\ud7a3]")
_CYRILLIC_LETTER: Final = re.compile(r"[\u0400-\u052f]")
_LATIN_LETTER: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")

_WORD_WEIGHT: Final = 2.0
_LETTER_WEIGHT: Final = 2.5
_PART_WEIGHT: Final = 0.7
_PRIOR_WEIGHT: Final = 0.8
_OTHERS: Final = 0.6
"""What evidence for a language counts that is not monitored."""
_UNEXPECTED: Final = -1.0
"""Where a language begins that is not monitored."""
_KANA_SHARE: Final = 50
"""Japanese has at least one kana to so many Han characters."""
_SIZES: Final = (5, 4, 3, 2)


def detect(text: str, prior: Sequence[str] = ()) -> Found[str]:
    """Return the ISO 639-1 code of the language `text` is in; where it is unclear, rather one of `prior`.

    Empty with confidence 0 where there is nothing to go by, neither letters nor a prior.
    """
    read = text[:_READ]
    kana, han = len(_KANA.findall(read)), len(_HAN.findall(read))
    cyrillic, latin = len(_CYRILLIC_LETTER.findall(read)), len(_LATIN_LETTER.findall(read))
    hangul = len(_HANGUL.findall(read))
    if hangul and hangul >= kana + han and 2 * hangul >= latin + cyrillic:
        return Found("ko", Signal.TEXT, confidence=0.99, why="Hangul")
    if kana + han and 2 * (kana + han) >= latin + cyrillic:
        return _east_asian(read, kana, han, prior)
    if not cyrillic + latin:
        return Found(next(iter(prior), ""), Signal.TEXT, confidence=0.0, why="no letters to go by")
    return _by_score(read.lower(), max(cyrillic, latin), prior, cyrillic=cyrillic >= latin)


def _east_asian(text: str, kana: int, han: int, prior: Sequence[str]) -> Found[str]:
    if kana * _KANA_SHARE >= han:
        return Found("ja", Signal.TEXT, confidence=0.99, why="kana")
    japanese, chinese = (sum(map(text.count, FORMS[language])) for language in ("ja", "zh"))
    if japanese != chinese:
        value = "ja" if japanese > chinese else "zh"
        return Found(value, Signal.TEXT, confidence=0.9, why="forms of its characters")
    value = next((language for language in prior if language in FORMS), "ja")
    return Found(value, Signal.TEXT, confidence=0.6, why="Han characters alone")


def _by_score(text: str, letters: int, prior: Sequence[str], *, cyrillic: bool) -> Found[str]:
    scores = {"ru" if cyrillic else "en": 0.1}
    for languages, weight in _votes(text, letters, prior):
        for code in languages:
            if (code in CYRILLIC) == cyrillic:
                factor = 1.0 if code in MONITORED else _OTHERS
                scores.setdefault(code, 0.0 if code in MONITORED else _UNEXPECTED)
                scores[code] += factor * weight / len(languages) ** 0.5
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    (value, best), (other, second) = (*ranked, ("", 0.0))[:2]
    return Found(
        value,
        Signal.TEXT,
        confidence=round(max(0.1, min(0.99, (best - second + 0.5) / (abs(best) + 1.0))), 2),
        runner_up=f"{Signal.TEXT}: {other}" if other else "",
        why="letters, words, endings",
    )


def _votes(text: str, letters: int, prior: Sequence[str]) -> Iterator[tuple[Sequence[str], float]]:
    """Yield languages that something in the text speaks for or against; shared evidence counts less."""
    for language, (own, share) in LETTERS.items():
        count = sum(map(text.count, own))
        yield (language,), _LETTER_WEIGHT * min(count, 1 + letters * share) if count else -letters * share
    for token in _TOKEN.findall(text):
        if languages := WORDS.get(token):
            yield languages.split(), _WORD_WEIGHT
        for size in _SIZES:
            if len(token) > size + 1 and (languages := ENDINGS.get(token[-size:])):
                yield languages.split(), _PART_WEIGHT
                break
        for size in _SIZES:
            if len(token) > size + 1 and (languages := BEGINNINGS.get(token[:size])):
                yield languages.split(), _PART_WEIGHT
                break
    for place, language in enumerate(dict.fromkeys(prior)):
        yield (language,), _PRIOR_WEIGHT / (1 + place)
