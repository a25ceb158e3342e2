"""Time zones as dates name them: offsets, abbreviations, IANA names.

Abbreviations are ambiguous in general; each is read as the newsrooms of our sources mean it (IST is
India's, CST North America's). RFC 822, section 5.1, for the American and military ones.
"""

import re
from datetime import timedelta, timezone, tzinfo
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

_HOURS: Final = """
     0     z ut utc gmt wet
    +1     cet met mez bst west wat n
    +2     eet cest mest mesz sast kaliningrad o
    +3     eest msk ast-arabia fet trt idt p
    +4     msd gst samt q
    +5     pkt yekt uzt r
    +5.5   ist
    +6     omst almt s
    +7     krat novt wib ict t
    +8     hkt sgt pht awst irkt myt u
    +9     jst kst yakt v
    +9.5   acst
    +10    aest vlat w
    +10.5  acdt
    +11    aedt sakt x
    +12    nzst y
    +13    nzdt
    -1     a
    -2     b
    -2.5   ndt
    -3     adt brt art c
    -3.5   nst
    -4     edt ast at d
    -5     est cdt et e
    -6     cst mdt ct f
    -7     mst pdt mt g
    -8     pst akdt pt h
    -9     akst hdt i
    -10    hst k
    -11    sst l
    -12    m
"""
_OFFSET_OF: Final = MappingProxyType(
    {
        name: timedelta(hours=float(hours))
        for hours, *names in map(str.split, _HOURS.strip().splitlines())
        for name in names
    }
)
# As CLDR and newsrooms spell them out.
_SPELLED: Final = MappingProxyType(
    {
        "coordinated universal time": "UTC",
        "за всесвітнім координованим часом": "UTC",
        "всемирное координированное время": "UTC",
        "koordinierte weltzeit": "UTC",
        "協定世界時": "UTC",
        "日本標準時": "Asia/Tokyo",
        "日本時間": "Asia/Tokyo",
        "japan standard time": "Asia/Tokyo",
        "kyiv time": "Europe/Kyiv",
        "за києвом": "Europe/Kyiv",
        "за київським часом": "Europe/Kyiv",
        "по киеву": "Europe/Kyiv",
        "по киевскому времени": "Europe/Kyiv",
        "мск": "Europe/Moscow",
        "по москве": "Europe/Moscow",
        "по московскому времени": "Europe/Moscow",
        "московского времени": "Europe/Moscow",
        "moscow time": "Europe/Moscow",
    }
)

_NUMERIC: Final = re.compile(r"(?:utc|gmt)?\s?([+-])(\d{1,2})(?::?(\d{2}))?(?::?\d{2})?")
ZONE_PATTERN: Final = (
    r"(?:(?:utc|gmt|z)?\s?[+\-]\d{1,2}(?::?\d{2})?(?::?\d{2})?(?!\d)"
    r"|" + "|".join(re.escape(name) for name in _SPELLED) + r"|[a-z]+/[a-z_]+"
    r"|(?:" + "|".join(sorted((name for name in _OFFSET_OF), key=len, reverse=True)) + r")(?![^\W\d_]))"
)
"""Matches a zone in folded text."""

_WIDEST: Final = timedelta(hours=14)


def zone_of(name: str) -> tzinfo | None:
    """Return the zone that `name` (folded) names: an offset, an abbreviation or an IANA name, else None."""
    numeric = _NUMERIC.fullmatch(name.removeprefix("z"))
    if numeric:
        sign = -1 if numeric[1] == "-" else 1
        offset = sign * timedelta(hours=int(numeric[2]), minutes=int(numeric[3] or 0))
        return timezone(offset) if abs(offset) <= _WIDEST else None
    if name in _OFFSET_OF:
        return timezone(_OFFSET_OF[name])
    return _iana(_SPELLED.get(name, name))


def _iana(name: str) -> tzinfo | None:
    if name.islower():
        area, _, place = name.partition("/")
        name = f"{area.title()}/{place.upper() if area == 'etc' else place.title()}"
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, malformed, a directory of the database
        return None
