"""The words of dates, folded: months in all cases and abbreviations, days, units, labels.

English, Ukrainian, Russian, German, Japanese, Polish and French for pages; Greek, Hungarian and Korean
as feeds have them. No word means two months in two of these languages, so one table serves all.
To add a language: its months here, rows in tests/core/test_dates.py.
"""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final


def _table(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a table with the key of their row (`key = words`, wrapped at will)."""
    for row in re.split(r"\n(?=\S+ =)", text.strip()):
        key, _, words = row.partition(" =")
        yield from ((word, key) for word in words.split())


_MONTHS: Final = """
1 = january jan січень січня січ январь января янв januar jänner jän styczeń stycznia sty janvier janv
    ιαν január ιάν
2 = february feb febr лютий лютого лют февраль февраля фев февр februar luty lutego lut février févr fév
    φεβ február φέβ
3 = march mar березень березня бер березн март марта мар märz mär mrz marzec marca mars μαρ március μάρ
4 = april apr квітень квітня квіт апрель апреля апр kwiecień kwietnia kwi avril avr απρ április
5 = may травень травня трав май мая mai maj maja μαϊ μαι május μάι μάϊ
6 = june jun червень червня черв июнь июня июн juni czerwiec czerwca cze juin ιουν június ιούν
7 = july jul липень липня лип июль июля июл juli lipiec lipca lip juillet juil ιουλ július ιούλ
8 = august aug серпень серпня серп август августа авг sierpień sierpnia sie août αυγ augusztus αύγ
9 = september sep sept вересень вересня вер верес сентябрь сентября сен сент wrzesień września wrz
    septembre σεπ szeptember σέπ
10 = october oct жовтень жовтня жовт октябрь октября окт oktober okt październik października paź
    octobre οκτ október
11 = november nov листопад листопада лист листоп ноябрь ноября ноя нояб listopad listopada lis novembre
    νοε november νοέ
12 = december dec грудень грудня груд декабрь декабря дек dezember dez grudzień grudnia gru décembre déc
    δεκ december δέκ
"""
MONTHS: Final = MappingProxyType({name: int(month) for name, month in _table(_MONTHS)})
"""A folded month name, without a full stop -> 1..12."""

_UNITS: Final = """
second = second seconds sec secs s секунда секунди секунд секунду секунды сек sekunde sekunden sekund
    sekundy seconde secondes 秒
minute = minute minutes min mins m хвилина хвилини хвилин хвилину хв минута минуты минут минуту мин
    minuten minut minuty minutę 分
hour = hour hours hr hrs h година години годин годину год час часа часов ч stunde stunden std godzina
    godziny godzin godzinę godz heure heures 時間
day = day days d день дні днів дня дней tag tage tagen dzień dni jour jours 日
week = week weeks w тиждень тижні тижнів неделя недели недель неделю woche wochen tydzień tygodnie
    tygodni semaine semaines 週間
"""
UNITS: Final = MappingProxyType(dict(_table(_UNITS)))
"""A folded unit -> second, minute, hour, day or week."""

DAYS_BACK: Final = MappingProxyType(
    {
        **dict.fromkeys(
            ("today", "сьогодні", "сегодня", "heute", "今日", "本日", "dziś", "dzisiaj", "aujourd'hui"), 0
        ),
        **dict.fromkeys(("yesterday", "вчора", "учора", "вчера", "gestern", "昨日", "wczoraj", "hier"), 1),
        **dict.fromkeys(
            ("позавчора", "позавчера", "vorgestern", "一昨日", "przedwczoraj", "avant-hier"), 2
        ),
    }
)
"""A folded word that names a day by its distance -> that distance in days."""

WEEKDAY_PATTERN: Final = (
    r"(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?"
    r"|понеділок|вівторок|середа|четвер|п'ятниця|субота|неділя|пн|вт|ср|чт|пт|сб|нд"
    r"|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|вс"
    r"|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so"
    r"|poniedziałek|wtorek|środa|czwartek|piątek|sobota|niedziela"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|[(（]?[月火水木金土日](?:曜日?)?(?:・祝)?[)）]?)(?![^\W\d_])"
)
"""Matches a day of the week in folded text; it adds nothing to a date and may be wrong."""

ERAS: Final = MappingProxyType(
    {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925, "大正": 1911, "明治": 1867}
)
"""A Japanese era -> the year before its first."""

MONTH_FIRST: Final = frozenset({"en"})
"""Languages in which 5/6/2024 is read as the sixth of May."""
