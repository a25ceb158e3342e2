"""What a domain and a language say about a publisher's country and zone: an assumption, told as one."""

from types import MappingProxyType
from typing import Final

_ZONES: Final = MappingProxyType(
    {
        "AT": "Europe/Vienna", "CH": "Europe/Zurich", "CZ": "Europe/Prague", "DE": "Europe/Berlin",
        "EE": "Europe/Tallinn", "FI": "Europe/Helsinki", "FR": "Europe/Paris", "GB": "Europe/London",
        "HK": "Asia/Hong_Kong", "IT": "Europe/Rome", "JP": "Asia/Tokyo", "KR": "Asia/Seoul",
        "LT": "Europe/Vilnius", "LV": "Europe/Riga", "NL": "Europe/Amsterdam", "NO": "Europe/Oslo",
        "PL": "Europe/Warsaw", "RO": "Europe/Bucharest", "RU": "Europe/Moscow", "SE": "Europe/Stockholm",
        "SK": "Europe/Bratislava", "TW": "Asia/Taipei", "UA": "Europe/Kyiv",
    }
)  # fmt: skip
"""Countries with one zone (or one that nearly all of its press lives in)."""
_BY_LANGUAGE: Final = MappingProxyType({"de": "DE", "ja": "JP", "pl": "PL", "ru": "RU", "uk": "UA"})
_DOMAINS: Final = MappingProxyType({"uk": "GB"})


def country_of(host: str) -> str | None:
    """Return the ISO 3166-1 code that a host's top-level domain stands for, if it stands for one."""
    domain = host.rpartition(".")[2].lower()
    code = _DOMAINS.get(domain, domain.upper())
    return code if code in _ZONES else None


def zone_of_country(country: str) -> str | None:
    """Return the IANA zone of a country that has one."""
    return _ZONES.get(country)


def zone_of_language(language: str) -> str | None:
    """Return the IANA zone where most of a language's press is."""
    return _ZONES.get(_BY_LANGUAGE.get(language, ""))
