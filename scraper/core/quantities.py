"""Amounts and dates of a text as keys that know no language: 37 million dollars is 3700万ドル.

    money:usd:3.7e+07    a sum, to two significant digits
    count:100            any other number from 10 up, to three significant digits
    few:2                a number from 2 to 9
    day:06-13            a day and month
    dom:13               a day of whatever month, from a date as well

Years, hours and numbers that only name something (G7, Mi-8) give no key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from scraper.core.date_words import MONTHS
from scraper.core.number_words import SCALES, WORDS, kanji_value

_LONGEST_FIRST: Final = "|".join(sorted(SCALES, key=len, reverse=True))
_CJK_SCALES: Final = "兆億万千百"
_CURRENCIES: Final = (
    ("usd", r"\$|us-?dollar|dollar|долар|доллар|dolar|ドル|usd"),
    ("eur", r"€|euro\w*|євро|евро|ユーロ|eur\b"),
    ("jpy", r"¥|yen\b|єн|иен|йен|jen(?:ów|y|a)?\b|円|jpy"),
    ("uah", r"₴|hryvni|грив|hrywien|フリブニャ"),
)
_BEFORE: Final = re.compile(r"(?:us)?(?P<sign>[$€¥₴])\s?$")
_AFTER: Final = re.compile(
    r"\s?-?(?:" + "|".join(f"(?P<{code}>{words})" for code, words in _CURRENCIES) + ")"
)
_SIGNS: Final = MappingProxyType({"$": "usd", "€": "eur", "¥": "jpy", "₴": "uah"})

_DIGITS: Final = r"\d{1,3}(?:[ .,]\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_AMOUNT: Final = re.compile(
    rf"(?<![a-zа-яіїєґ0-9.,-])(?P<digits>{_DIGITS})(?:\s?-?(?P<scale>(?:{_LONGEST_FIRST}))(?P<rest>[a-zа-яіїєёß]{{0,6}})\.?)?"
)
_CJK_AMOUNT: Final = re.compile(rf"(?:\d[\d,]{{0,20}}(?:\.\d{{1,20}})?[{_CJK_SCALES}]+){{1,4}}\d{{0,4}}")
_CJK_PART: Final = re.compile(rf"(\d[\d,]{{0,20}}(?:\.\d{{1,20}})?)([{_CJK_SCALES}]*)")
_NUMERALS: Final = "一二三四五六七八九十百千"
_KANJI_AMOUNT: Final = re.compile(
    rf"(?<![\d第数何〇万億{_NUMERALS}])[{_NUMERALS}][〇万億{_NUMERALS}]{{0,15}}(?=[台基個隻両着発食人名機件枚社])"
)
"""A number in kanji before a word that counts: 十台, but not 十分."""

_WORD_SCALES: Final = "|".join(word for word in _LONGEST_FIRST.split("|") if len(word) > 1)
_WORD: Final = re.compile(
    r"(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)(?P<half> (?:and a half|з половиною|с половиной))?"
    rf"(?:[\s-](?P<scale>{_WORD_SCALES})[^\W\d_]*)?"
)

_MONTH: Final = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DAY_MONTH: Final = re.compile(
    rf"(?<!\d)(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.|-го|er)?\s(?:of\s)?(?P<month>{_MONTH})(?!\w)"
)
_MONTH_DAY: Final = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH})\.?\s(?P<day>[0-3]?\d)(?:st|nd|rd|th)?(?![\w:])"
)
_JAPANESE_DATE: Final = re.compile(r"(?:(?P<month>1[0-2]|\d)月)?(?P<day>[0-3]?\d)日(?!間)")
_NUMERIC_DATE: Final = re.compile(r"(?<![\d.])(?P<day>[0-3]\d)[./](?P<month>[01]\d)[./](?:20)?\d\d(?!\d)")
_DATES: Final = (_NUMERIC_DATE, _DAY_MONTH, _MONTH_DAY, _JAPANESE_DATE)
_NO_AMOUNTS: Final = re.compile(
    r"(?<!\d)\d{1,2}\s?(?:[ap]\.?m\b|uhr\b|gmt\b|utc\b|jst\b|год(?:ині|\.)|часов утра|часов вечера)|"
    r"(?:19|20)(?!00)\d\d(?:年(?:度)?)?(?![\d.,])(?!\s?[億万台人着食発基個本機名点社])|\d{1,2}:\d\d|\d{1,2}時(?:\d{1,2}分)?|第\d{1,9}|\d{1,4}月"
)
_BESIDE: Final = re.compile(
    r"%|[\u3040-\u309f]+|[\u30a0-\u30ff]+|[\u3005\u3400-\u9fff]+"
    r"|[^\W\d_\u3005\u3040-\u30ff\u3400-\u9fff]+"
)
_GREATEST: Final = 1e18
_WORDS_BESIDE: Final = 2
_REACH: Final = 40
"""Characters on either side of an amount in which the words beside it are looked for."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount where it stands."""

    value: float
    currency: str
    """`usd`, `eur`, `jpy`, `uah`; empty where it is no money."""
    before: str
    """The word before it, folded; empty where there is none."""
    after: tuple[str, ...]
    """The next words, the nearest first; in Japanese a run of one script is a word."""


def quantity_keys(folded: str) -> frozenset[str]:
    """Return the keys of every amount and date in a folded text."""
    dates, rest = _dates(folded)
    return frozenset({*dates, *(key for amount in _amounts(_counted(rest)) for key in _key(*amount))})


def quantities(folded: str) -> tuple[Quantity, ...]:
    """Return the amounts of a folded text with the words beside them; dates and hours are none."""
    _, rest = _dates(folded)
    return tuple(_quantity(*amount) for amount in _amounts(_counted(rest)))


def _counted(text: str) -> str:
    """Return a text without its dates with only those numbers that count something."""
    return _NO_AMOUNTS.sub(" ", text)


def _dates(folded: str) -> tuple[list[str], str]:
    """Return the keys of the dates, and the text without them."""
    keys: list[str] = []
    for pattern in _DATES:
        for match in pattern.finditer(folded):
            day, month = int(match["day"]), _month(match["month"])
            if not 1 <= day <= 31:  # noqa: PLR2004  (days of a month)
                continue
            keys.append(f"dom:{day}")
            if month:
                keys.append(f"day:{month:02}-{day:02}")
        folded = pattern.sub(" ", folded)
    return keys, folded


def _month(written: str | None) -> int:
    if not written:
        return 0
    number = int(written) if written.isdecimal() else MONTHS[written]
    return number if number <= 12 else 0  # noqa: PLR2004  (months of a year)


def _amounts(text: str) -> Iterator[tuple[float, str, int, int]]:
    """Yield the values of the amounts, and in which text they begin and end; absurd ones are none."""
    return (amount for amount in _written(text) if amount[0] <= _GREATEST)


def _written(text: str) -> Iterator[tuple[float, str, int, int]]:
    for match in _CJK_AMOUNT.finditer(text):
        yield _cjk_value(match.group()), text, match.start(), match.end()
    text = _CJK_AMOUNT.sub(" ", text)
    for match in _KANJI_AMOUNT.finditer(text):
        yield kanji_value(match.group()), text, match.start(), match.end()
    for match in _AMOUNT.finditer(text):
        value = _value(match["digits"])
        scale, end = match["scale"], match.end()
        if scale and _scales(match):
            value *= SCALES["billionen" if scale + match["rest"] == "billionen" else scale]
        elif scale:
            end = match.end("digits")
        yield value, text, match.start(), end
    for value, start, end in _spelled(text):
        yield value, text, start, end


def _scales(match: re.Match[str]) -> bool:
    """Whether what follows the digits multiplies: 3m and $3 m do, 3 metres and 3 m do not."""
    if len(match["scale"]) > 1:
        return True
    joined = match.end("digits") == match.start("scale")
    return not match["rest"] and (joined or _BEFORE.search(match.string, 0, match.start()) is not None)


def _spelled(text: str) -> Iterator[tuple[float, int, int]]:
    """Yield numbers written as words, where they begin and end: twenty, twenty-five, two thousand."""
    tens, begun, ended = 0.0, 0, -2
    for match in _WORD.finditer(text):
        value = 1.0 if _is_article(match, text) else WORDS.get(match["word"])
        joined = match.start() == ended + 1
        if tens and not (joined and value is not None and value < 10):  # noqa: PLR2004  (units)
            yield tens, begun, ended
            tens = 0
        if value is None:
            continue
        if match["half"]:
            value += 0.5
        if value in range(20, 100) and match["scale"] is None:
            tens, begun, ended = value, match.start(), match.end()
            continue
        start = begun if tens else match.start()
        yield (tens + value) * SCALES.get(match["scale"], 1.0), start, match.end()
        tens = 0
    if tens:
        yield tens, begun, ended


def _is_article(match: re.Match[str], text: str) -> bool:
    """Whether a match is `a hundred`, but not of half a hundred."""
    return bool(match["scale"]) and match["word"] == "a" and not text.endswith("half ", 0, match.start())


def _value(digits: str) -> float:
    """Return what digits mean: blanks, commas and full stops before three digits part thousands."""
    if re.fullmatch(r"\d{1,3}(?:[ .,]\d{3})+", digits):
        return float(re.sub(r"[ .,]", "", digits))
    return float(digits.replace(",", "."))


def _cjk_value(written: str) -> float:
    total = 0.0
    for digits, scales in _CJK_PART.findall(written):
        value = float(digits.replace(",", ""))
        for scale in scales:
            value *= SCALES[scale]
        total += value
    return total


def _key(value: float, text: str, start: int, end: int) -> Iterator[str]:
    currency = _currency(text, start, end)
    if currency and value >= 1:
        yield f"money:{currency}:{value:.1e}"
    elif value >= 10 and value == int(value):  # noqa: PLR2004  (two digits say something by themselves)
        yield f"count:{float(f'{value:.2e}'):.0f}"
    elif value in range(2, 10):
        yield f"few:{value:.0f}"


def _quantity(value: float, text: str, start: int, end: int) -> Quantity:
    before = _BESIDE.findall(text[max(0, start - _REACH) : start])
    after = _BESIDE.findall(text[end : end + _REACH])
    return Quantity(
        value, _currency(text, start, end), before[-1] if before else "", tuple(after[:_WORDS_BESIDE])
    )


def _currency(text: str, start: int, end: int) -> str:
    before = _BEFORE.search(text, max(0, start - 4), start)
    if before is not None:
        return _SIGNS[before["sign"]]
    after = _AFTER.match(text, end)
    return "" if after is None else str(after.lastgroup)
