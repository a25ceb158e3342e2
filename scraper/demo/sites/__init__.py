"""The sites' own styles: how each builds its addresses, indexes and pages, traps included. Pure."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from scraper.demo.sites.asahi import Asahi
from scraper.demo.sites.kyivindependent import KyivIndependent
from scraper.demo.sites.style import Style
from scraper.demo.sites.unn import Unn

STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "asahi": Asahi(),
        "kyivindependent": KyivIndependent(),
        "unn": Unn(),
    }
)

__all__ = ["STYLES", "Style"]
