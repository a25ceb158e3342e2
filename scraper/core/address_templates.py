"""Addresses of indexes that are made anew: by day, by page, for a span, or from words to ask for."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

OVERLAP: Final = timedelta(hours=6)
"""How long after a day or month began the index of the one before is read too."""
DAY: Final = timedelta(days=1)
FIELDS: Final = ("year", "month", "day", "m", "d", "since", "until", "page", "terms", "language")
"""What may stand in braces. `m` and `d` are `month` and `day` without a leading zero."""

_ASKING: Final = re.compile(r"\{(?:terms|language)\}")
_KNOWN: Final = re.compile(rf"\{{(?:{'|'.join(FIELDS)})\}}")
_BRACE: Final = re.compile(r"[{}]")
_PAGE: Final = "{page}"


def is_asking(template: str) -> bool:
    """Return whether an address is made from words."""
    return _ASKING.search(template) is not None


def is_daily(template: str) -> bool:
    """Return whether an address is of one day, and with it what the index names."""
    return "{day}" in template or "{d}" in template


def is_paged(template: str) -> bool:
    """Return whether an index goes on under the next number."""
    return _PAGE in template


def is_template(address: str) -> bool:
    """Return whether other addresses are made from this one."""
    return _BRACE.search(address) is not None


def has_unknown_field(template: str) -> bool:
    """Return whether an address holds a brace that no known field explains."""
    return _BRACE.search(_KNOWN.sub("", template)) is not None


def addresses_at(template: str, now: datetime, zone: str) -> tuple[str, ...]:
    """Return the addresses that a template stands for at `now` in the site's zone.

    One address, the first of several pages, and soon after the day or month changed the one before as well:
    what came last is named there alone.
    """
    if not is_template(template):
        return (template,)
    spanned = page_address(_spanned(template, now - DAY, now), 1)
    return tuple(dict.fromkeys(_dated(spanned, now, zone)))


def addresses_between(template: str, since: datetime, until: datetime, zone: str) -> tuple[str, ...]:
    """Return the addresses that name what a span brought, the latest first; `{page}` stays in them."""
    spanned = _spanned(template, since, until)
    days = [until - number * DAY for number in range((until - since) // DAY + 1)]
    return tuple(dict.fromkeys(made for day in (*days, since) for made in _dated(spanned, day, zone)))


def page_address(template: str, number: int) -> str:
    """Return the address of a page, counted from 1."""
    return template.replace(_PAGE, str(number))


def query_address(template: str, terms: str, language: str) -> str:
    """Return the address that asks for `terms`, percent-encoded as a form does it, in a language."""
    return template.replace("{terms}", quote_plus(terms)).replace("{language}", language)


def _dated(template: str, at: datetime, zone: str) -> Iterator[str]:
    """Yield the address of a time, and that of `OVERLAP` before."""
    for local in (at.astimezone(ZoneInfo(zone)), (at - OVERLAP).astimezone(ZoneInfo(zone))):
        made = template.replace("{year}", f"{local:%Y}")
        made = made.replace("{month}", f"{local:%m}").replace("{day}", f"{local:%d}")
        yield made.replace("{m}", str(local.month)).replace("{d}", str(local.day))


def _spanned(template: str, since: datetime, until: datetime) -> str:
    """Return the template with the ends of a span in UTC (RFC 3339)."""
    ends = {"{since}": since, "{until}": until}
    for field, end in ends.items():
        template = template.replace(field, f"{end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    return template
