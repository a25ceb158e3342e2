"""How names sound, so that one key serves every script: Korsunsky, Корсунський, コルスンスキー: `krsns`.

A coarse Soundex (Russell 1918; Odell 1956) over Latin, Cyrillic and katakana: vowels fall away, and what
the scripts can't tell apart is one letter (l and r, b, p and v, g, k and h before transliteration's whims).
Kanji have no sound of their own: common names are read by a table, the others are the gazetteer's.
"""

import re
import unicodedata
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from scraper.core.kanji_readings import readings
from scraper.core.text import fold

SHORTEST: Final = 3
"""Consonants below which a sound tells nothing."""
LONGEST: Final = 5

_CYRILLIC: Final = MappingProxyType(
    dict(zip("бвгґджзклмнпрстфхцчшщ", "bvggdzzklmnprstfhssss", strict=True))
)
_KANA: Final = MappingProxyType(
    {
        kana: letter
        for letter, row in (
            ("k", "カキクケコ"), ("g", "ガギグゲゴ"), ("s", "サシスセソ"), ("z", "ザジズゼゾ"),
            ("t", "タチテト"), ("s", "ツ"), ("d", "ダヂヅデド"), ("n", "ナニヌネノン"), ("h", "ハヒヘホ"),
            ("f", "フ"), ("b", "バビブベボヴ"), ("p", "パピプペポ"), ("m", "マミムメモ"),
            ("r", "ラリルレロ"),
        )
        for kana in row
    }
)  # fmt: skip
_LATIN: Final = (
    ("tsch", "s"), ("sch", "s"), ("sh", "s"), ("ch", "s"), ("cz", "s"), ("sz", "s"), ("ts", "s"),
    ("tz", "s"), ("ph", "f"), ("th", "t"), ("ck", "k"), ("kh", "h"), ("zh", "s"), ("rz", "s"), ("c", "k"),
    ("q", "k"), ("x", "ks"), ("w", "v"), ("j", ""), ("y", ""),
)  # fmt: skip
_ONE_SOUND: Final = str.maketrans("lvfpghzd", "rbbbkkst")
_REPEATED: Final = re.compile(r"(.)\1+")
_CYRILLIC_ENDING: Final = re.compile(
    r"(?<=ськ|.ск)(?:им|их|ий|ій|ым|ых|ая|ую|ие)$|(?:ами|ями|ого|ому|ові|еві|ах|ях|ів"
    r"|ом|ем|ою|ею|ой|им|ым|а|я|у|ю|і|ї|и|ы|е|о)$"
)
_CAPITAL: Final = "[A-ZÀ-ÞĄĆĘŁŃÓŚŹŻА-ЯЁІЇЄҐ][^\\W\\d_]{2,}"
_NAME: Final = re.compile(rf"\b({_CAPITAL})\s({_CAPITAL})")
"""Two in a row: one capital alone begins a sentence, or is a German noun."""
_WITHIN: Final = re.compile(rf"(?<=[^\W\d_] )(?<![A-Z.] ){_CAPITAL}[^\W\d_]")
"""One alone that begins no sentence."""
_NOUNS_TOO: Final = "de"
"""The language that writes every noun with a capital."""
_KATAKANA: Final = re.compile(r"[ァ-ヺー]{4,}")


def name_sounds(text: str, language: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the sounds of what looks like a name: capitalised words, katakana, kanji of the table.

    `known` are folded words that need none.
    """
    names = (word for word in _names(text, language) if fold(word) not in known)
    return frozenset(sound for word in names if len(sound := sound_of(word)) >= SHORTEST)


def _names(text: str, language: str) -> Iterator[str]:
    for match in _NAME.finditer(text):
        yield from match.groups()
    if language != _NOUNS_TOO:
        yield from _WITHIN.findall(text)
    yield from (match.group() for match in _KATAKANA.finditer(text))
    yield from readings(text)


def sound_of(word: str) -> str:
    """Return at most LONGEST consonant classes of a word, in order; '' for one without consonants."""
    folded = word.casefold()
    if _KATAKANA.match(word):
        letters = "".join(_KANA.get(kana, "") for kana in unicodedata.normalize("NFC", word))
    elif folded[0] in _CYRILLIC or folded[0] in "аеєиіїоуыэюя":
        stem = _CYRILLIC_ENDING.sub("", folded)
        letters = "".join(_CYRILLIC.get(letter, "") for letter in stem)
    else:
        letters = _latin(folded)
    return _REPEATED.sub(r"\1", letters.translate(_ONE_SOUND))[:LONGEST]


def _latin(folded: str) -> str:
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", folded.replace("ł", "l")) if letter.isascii()
    )
    for written, sound in _LATIN:
        plain = plain.replace(written, sound)
    return re.sub(r"[aeiou']", "", plain)
