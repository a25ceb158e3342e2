"""Language and zone of a site as its channels, its page and its domain tell them, each with the reason."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from scraper.core.places import country_of, zone_of_country, zone_of_language
from scraper.types import Link

_PAGE_LANGUAGE: Final = re.compile(r"<html\b[^<>]{0,500}?\blang\s*=\s*[\"']?([a-z]{2})\b", re.IGNORECASE)
_OFFSET: Final = re.compile(r"[+-]\d{2}:?\d{2}")


def page_language(html: str) -> str:
    """Return the language that a page declares, ISO 639-1; empty where it declares none."""
    found = _PAGE_LANGUAGE.search(html[:10_000])
    return found[1].lower() if found else ""


def why_language(languages: Sequence[str], titles: int, declared: str) -> str:
    """Return why the languages are assumed: the titles, and whether the page agrees."""
    if not titles:
        said = f'the page says lang="{declared}"' if declared else "the page does not tell it either"
        return f"the channel gives no titles to read; {said}"
    read = f"the titles read so, {titles} of them"
    if not declared:
        return read
    return f'{read}; the page says lang="{declared}"' + ("" if declared in languages else ", which differs")


def zone_of_site(host: str, language: str, links: Iterable[Link]) -> tuple[str, str, str]:
    """Return country (empty: not told by the domain), IANA zone, and why: of dates that name no zone."""
    country = country_of(host) or ""
    if zone := zone_of_country(country):
        why = f"assumed from the domain .{host.rpartition('.')[2]}"
    elif zone := zone_of_language(language):
        why = f"assumed from the language, {language}"
    else:
        zone, why = "UTC", "nothing tells it"
    return country, zone, f"{why}: for dates that name no zone{_offsets(zone, links)}"


def _offsets(zone: str, links: Iterable[Link]) -> str:
    """Return what the offsets that dates carry say about an assumed zone; empty where they carry none."""
    dated = [link.published for link in links if link.published and _OFFSET.fullmatch(link.published.zone)]
    if not dated:
        return ""
    local = ZoneInfo(zone)
    fitting = sum(f"{date.instant.astimezone(local):%z}" == date.zone.replace(":", "") for date in dated)
    said = "fit" if fitting == len(dated) else f"of {dated[0].zone} and the like do not all fit"
    return f"; {len(dated)} dates name their offset themselves, and these {said}"
