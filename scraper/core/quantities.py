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
from types import MappingProxyType
from typing import Final

from scraper.core.date_words import MONTHS

_SCALES: Final = MappingProxyType(
    {
        **dict.fromkeys(("hundred", "сотн", "сотень", "hundert", "百"), 100.0),
        **dict.fromkeys(("thousand", "тис", "тыс", "tausend", "tys", "mille", "千"), 1e3),
        "万": 1e4,
        **dict.fromkeys(("million", "mln", "mio", "млн", "мільйон", "миллион", "milion", "m"), 1e6),
        "億": 1e8,
        **dict.fromkeys(
            ("billion", "bil", "bn", "млрд", "мільярд", "миллиард", "milliard", "mrd", "mld", "miliard"),
            1e9,
        ),
        **dict.fromkeys(("兆", "trillion", "трлн", "трильйон", "триллион", "bilion", "billionen"), 1e12),
    }
)
"""A folded beginning of a word -> what it multiplies by."""
_LONGEST_FIRST: Final = "|".join(sorted(_SCALES, key=len, reverse=True))
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
_CJK_AMOUNT: Final = re.compile(rf"(?:\d[\d,]*(?:\.\d+)?[{_CJK_SCALES}]+){{1,4}}\d{{0,4}}")
_CJK_PART: Final = re.compile(rf"(\d[\d,]*(?:\.\d+)?)([{_CJK_SCALES}]*)")

_WORDS: Final = MappingProxyType(
    {
        word: number
        for number, words in (
            (2, "two deux zwei dwa dwie dwóch dwaj два дві двох двое двоє двух двоих"),
            (3, "three trois drei trzy trzech три трьох троє трое трех"),
            (4, "four quatre vier cztery czterech чотири чотирьох четыре четырех"),
            (5, "five cinq fünf pięć пять п'ять пяти п'яти"),
            (10, "ten dix zehn dziesięć десять десяти"),
            (100, "hundred сто сотня сотню сотні сотни hundert sto"),
        )
        for word in words.split()
    }
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")

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
    r"(?:19|20)\d\d(?:年(?:度)?)?(?![\d.,])(?!\s?(?:億|万))|\d{1,2}:\d\d|\d{1,2}時(?:\d{1,2}分)?|第\d+|\d+月"
)


def quantity_keys(folded: str) -> frozenset[str]:
    """Return the keys of every amount and date in a folded text."""
    dates, rest = _dates(folded)
    rest = _NO_AMOUNTS.sub(" ", rest)
    return frozenset({*dates, *_amounts(rest)})


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


def _amounts(text: str) -> Iterator[str]:
    for match in _CJK_AMOUNT.finditer(text):
        yield from _key(_cjk_value(match.group()), text, match.start(), match.end())
    text = _CJK_AMOUNT.sub(" ", text)
    for match in _AMOUNT.finditer(text):
        value = _value(match["digits"])
        scale, end = match["scale"], match.end()
        if scale and (len(scale) > 1 or not match["rest"]):
            value *= _SCALES["billionen" if scale + match["rest"] == "billionen" else scale]
        elif scale:
            end = match.end("digits")
        yield from _key(value, text, match.start(), end)
    for word in _WORD.finditer(text):
        if word.group() in _WORDS:
            yield from _key(float(_WORDS[word.group()]), text, word.start(), word.end())


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
            value *= _SCALES[scale]
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


def _currency(text: str, start: int, end: int) -> str:
    before = _BEFORE.search(text, max(0, start - 4), start)
    if before is not None:
        return _SIGNS[before["sign"]]
    after = _AFTER.match(text, end)
    return "" if after is None else str(after.lastgroup)
