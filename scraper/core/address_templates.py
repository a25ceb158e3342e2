"""Addresses of indexes that are made anew: by the day, or from the words that an engine is asked for."""

import re
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote_plus
from zoneinfo import ZoneInfo

OVERLAP: Final = timedelta(hours=6)
"""How long after a day or month began the index of the one before is read too."""

_DATED: Final = re.compile(r"\{(?:year|month|day)\}")
_ASKING: Final = re.compile(r"\{(?:terms|language)\}")
_BRACE: Final = re.compile(r"[{}]")


def is_asking(template: str) -> bool:
    """Return whether an address is made from words."""
    return _ASKING.search(template) is not None


def is_template(address: str) -> bool:
    """Return whether other addresses are made from this one."""
    return _BRACE.search(address) is not None


def has_unknown_field(template: str) -> bool:
    """Return whether an address holds a brace that no known field explains."""
    return _BRACE.search(_ASKING.sub("", _DATED.sub("", template))) is not None


def addresses_at(template: str, now: datetime, zone: str) -> tuple[str, ...]:
    """Return the addresses that `{year}`, `{month}` and `{day}` stand for at `now` in the site's zone.

    One address, and soon after it changed the one before as well: what came last is named there alone.
    """
    local = now.astimezone(ZoneInfo(zone))
    days = (local, (now - OVERLAP).astimezone(ZoneInfo(zone)))
    made = (
        template.replace("{year}", f"{day:%Y}")
        .replace("{month}", f"{day:%m}")
        .replace("{day}", f"{day:%d}")
        for day in days
    )
    return tuple(dict.fromkeys(made))


def query_address(template: str, terms: str, language: str) -> str:
    """Return the address that asks for `terms`, percent-encoded as a form does it, in a language."""
    return template.replace("{terms}", quote_plus(terms)).replace("{language}", language)
