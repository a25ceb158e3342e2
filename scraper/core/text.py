"""Text as people read it: Unicode forms, white space, invisible characters, sentences, shingles.

`clean` is what is shown and stored, `fold` is what is compared. Everything here is linear in its input.
"""

import re
import unicodedata
from types import MappingProxyType
from typing import Final

_LINE_BREAKS: Final = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")

# C0 without white space, DEL, C1 without NEL, soft hyphen, Arabic letter mark, Mongolian vowel separator,
# zero-width characters, bidirectional marks, embeddings and isolates, invisible operators, BOM,
# interlinear annotations, tags: they hide, reorder or forge what a reader sees.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
)

_COMPARED: Final = MappingProxyType(
    dict.fromkeys("‘’‚‛ʼʹ`´′＇", "'")
    | dict.fromkeys("“”„‟«»″＂", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"ё": "е", "\u0301": "", "\u0300": ""}
)
"""Replaced one after the other: beyond Latin-1 `translate` asks for every character, ten times as long."""

_BOUNDARY: Final = re.compile(
    r"""(?<![.!?…])(?P<stop>[.!?…]++)["'»“”’)\]]*+\s++(?=["'«“„‘(\[\-–—]{0,3}[^\W_a-zа-яёіїєґß-öø-ÿ])
      | [。！？｡]++[」』）”〉》]*+(?![、とのにがをはもで])
      | [\n\r\u2028\u2029]++""",
    re.VERBOSE,
)

# Words that end in a full stop within a sentence, in English, German, Ukrainian and Russian.
_ABBREVIATION: Final = re.compile(
    "mrs?|ms|dr|prof|gen|col|maj|capt|lt|sgt|adm|brig|sen|rep|gov|hon|st|jr|sr|inc|ltd|corp|co|no|vs"
    "|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|approx|est"
    "|bzw|ca|vgl|nr|str|hr|fr|dipl|ing|usw|evtl|ggf|inkl|sog|mio|mrd"
    "|ім|вул|просп|обл|див|гр|акад|проф|ген|полк|грн|млн|млрд|тис|св|пор|рр|ст"
    "|им|ул|см|руб|тыс|гг|янв|фев|апр|авг|сент?|окт|нояб?|дек",
    re.IGNORECASE,
)
_LONGEST_ABBREVIATION: Final = 6


def clean(text: str) -> str:
    """Return `text` in NFC on one line: no control, bidirectional or invisible characters, single blanks.

    Surrogates that stand alone are dropped, so that the result can always be encoded.
    """
    visible = _INVISIBLE.sub("", text)
    return unicodedata.normalize("NFC", " ".join(visible.split()))


def lines(text: str) -> tuple[str, ...]:
    """Return the lines of `text`, each cleaned, without empty ones."""
    return tuple(line for part in _LINE_BREAKS.split(text) if (line := clean(part)))


def fold(text: str) -> str:
    """Return `text` as it is compared: cleaned, NFKC, case folded.

    Quotation marks, apostrophes and dashes are unified, ё is е, stress marks are dropped; the result's
    offsets are not those of `text`.
    """
    compared = unicodedata.normalize("NFKC", clean(text)).casefold()
    for written, meant in _COMPARED.items():
        compared = compared.replace(written, meant)
    return " ".join(compared.split())


def shingles(text: str, size: int) -> frozenset[str]:
    """Return every run of `size` characters in `text`; the text itself where it is shorter, none of ''."""
    if size < 1:
        raise ValueError(f"a shingle has at least one character, not {size}")
    if len(text) <= size:
        return frozenset({text} if text else ())
    return frozenset(text[start : start + size] for start in range(len(text) - size + 1))


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of `text`, cleaned, in order; a line break always ends one.

    Good enough to tell a lead or to find words that share a sentence, in English, German, Ukrainian,
    Russian and Japanese: initials and common abbreviations do not end a sentence.
    """
    found: list[str] = []
    start = 0
    for boundary in _BOUNDARY.finditer(text):
        if boundary["stop"] == "." and _abbreviated(text, boundary.start()):
            continue
        found.append(text[start : boundary.end()])
        start = boundary.end()
    found.append(text[start:])
    return tuple(sentence for part in found if (sentence := clean(part)))


def _abbreviated(text: str, stop: int) -> bool:
    """Whether the full stop at `stop` ends an initial or an abbreviation."""
    begin = stop
    while begin > 0 and stop - begin <= _LONGEST_ABBREVIATION and text[begin - 1].isalpha():
        begin -= 1
    word = text[begin:stop]
    return len(word) == 1 or _ABBREVIATION.fullmatch(word) is not None
