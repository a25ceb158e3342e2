"""Numbers as words: in the languages that are monitored, and in kanji."""

from types import MappingProxyType
from typing import Final

SCALES: Final = MappingProxyType(
    {
        **dict.fromkeys(("dozen", "dutzend", "tuzin", "дюжин"), 12.0),
        **dict.fromkeys(("hundred", "сотн", "сотень", "hundert", "百"), 100.0),
        **dict.fromkeys(("thousand", "тис", "тыс", "tausend", "tys", "mille", "千", "k"), 1e3),
        "万": 1e4,
        **dict.fromkeys(("million", "mln", "mio", "млн", "мільйон", "миллион", "milion", "m"), 1e6),
        "億": 1e8,
        **dict.fromkeys(
            (
                "billion",
                "bil",
                "bn",
                "млрд",
                "мільярд",
                "миллиард",
                "milliard",
                "mrd",
                "mld",
                "miliard",
                "b",
            ),
            1e9,
        ),
        **dict.fromkeys(("兆", "trillion", "трлн", "трильйон", "триллион", "bilion", "billionen"), 1e12),
    }
)
"""A folded beginning of a word -> what it multiplies by."""
WORDS: Final = MappingProxyType(
    {
        word: number
        for number, words in (
            (1, "one une un eine ein jeden jedna один одна одну одного"),
            (1.5, "anderthalb eineinhalb півтора полтора полутора"),
            (2.5, "zweieinhalb"),
            (3.5, "dreieinhalb"),
            (2, "two deux zwei zweier dwa dwie dwóch dwaj два две дві двох двое двоє двум двома двумя"),
            (3, "three trois drei dreier trzy trzech три трьох троє трое трех трем трьома тремя"),
            (4, "four quatre vier cztery czterech чотири чотирьох четверо четыре четырех четырем"),
            (5, "five cinq fünf pięć пять п'ять пяти п'яти п'ятеро пятеро пятью"),
            (6, "six sechs sześć шість шесть шести шестеро шістьох шестью"),
            (7, "seven sept sieben siedem сім семь семи семеро сімох семью"),
            (8, "eight huit acht osiem вісім восемь восьми восьмеро вісьмох"),
            (9, "nine neuf neun dziewięć дев'ять девять девяти дев'яти дев'ятьох"),
            (10, "ten dix zehn dziesięć десять десяти десятеро десятка"),
            (11, "eleven onze elf jedenaście одинадцять одиннадцать одинадцяти одиннадцати"),
            (12, "twelve douze zwölf dwanaście дванадцять двенадцать дванадцяти двенадцати dozen"),
            (13, "thirteen treize dreizehn trzynaście тринадцять тринадцать тринадцяти тринадцати"),
            (
                14,
                "fourteen quatorze vierzehn czternaście чотирнадцять четырнадцать чотирнадцяти",
            ),
            (15, "fifteen quinze fünfzehn piętnaście п'ятнадцять пятнадцать п'ятнадцяти пятнадцати"),
            (16, "sixteen seize sechzehn szesnaście шістнадцять шестнадцать шістнадцяти шестнадцати"),
            (17, "seventeen siebzehn siedemnaście сімнадцять семнадцать сімнадцяти семнадцати"),
            (18, "eighteen achtzehn osiemnaście вісімнадцять восемнадцать вісімнадцяти восемнадцати"),
            (19, "nineteen neunzehn dziewiętnaście дев'ятнадцять девятнадцать дев'ятнадцяти девятнадцати"),
            (20, "twenty score vingt zwanzig dwadzieścia двадцять двадцать двадцяти двадцати двадцятьох"),
            (30, "thirty trente dreißig dreissig trzydzieści тридцять тридцать тридцяти тридцати"),
            (40, "forty quarante vierzig czterdzieści сорок сорока"),
            (50, "fifty cinquante fünfzig pięćdziesiąt п'ятдесят пятьдесят п'ятдесяти пятидесяти"),
            (60, "sixty soixante sechzig sześćdziesiąt шістдесят шестьдесят шістдесяти шестидесяти"),
            (70, "seventy siebzig siedemdziesiąt сімдесят семьдесят сімдесяти семидесяти"),
            (80, "eighty achtzig osiemdziesiąt вісімдесят восемьдесят вісімдесяти восьмидесяти"),
            (90, "ninety neunzig dziewięćdziesiąt дев'яносто девяносто"),
            (100, "hundred сто ста сотня сотню сотні сотни hundert sto"),
            (200, "двісті двести dwieście zweihundert"),
            (300, "триста trzysta dreihundert"),
            (500, "п'ятсот пятьсот pięćset fünfhundert"),
        )
        for word in words.split()
    }
)
"""A folded word -> its number."""
_KANJI: Final = MappingProxyType({kanji: value for value, kanji in enumerate("〇一二三四五六七八九")})
_KANJI_TENS: Final = MappingProxyType({"十": 10, "百": 100, "千": 1000})


def kanji_value(written: str) -> float:
    """Return what kanji alone mean: 三百二十 is 320, 五万 50,000."""
    total = part = digit = 0
    for kanji in written:
        if kanji in _KANJI:
            digit = digit * 10 + _KANJI[kanji]
        elif kanji in _KANJI_TENS:
            part, digit = part + (digit or 1) * _KANJI_TENS[kanji], 0
        else:
            total, part, digit = total + int((part + digit) * SCALES[kanji]), 0, 0
    return float(total + part + digit)
