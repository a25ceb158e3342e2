"""The sites' own styles: how each builds its addresses, indexes and pages, traps included. Pure."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from scraper.demo.scenario import Planted, Scenario
from scraper.demo.sites.asahi import Asahi
from scraper.demo.sites.bukvy import Bukvy
from scraper.demo.sites.defence import Defence
from scraper.demo.sites.kyivindependent import KyivIndependent
from scraper.demo.sites.mofa import Mofa
from scraper.demo.sites.nhkworld import NhkWorld
from scraper.demo.sites.pravda import Pravda
from scraper.demo.sites.razvorot import Razvorot
from scraper.demo.sites.style import Style
from scraper.demo.sites.ukrinform import Ukrinform
from scraper.demo.sites.unn import Unn

STYLES: Final[Mapping[str, Style]] = MappingProxyType(
    {
        "asahi": Asahi(),
        "bukvy": Bukvy(),
        "defence": Defence(),
        "kyivindependent": KyivIndependent(),
        "mofa": Mofa(),
        "nhkworld": NhkWorld(),
        "pravda": Pravda(),
        "razvorot": Razvorot(),
        "ukrinform": Ukrinform(),
        "unn": Unn(),
    }
)


def paths_of(scenario: Scenario, article: Planted) -> Sequence[str]:
    """Return the paths at which an article of the scenario is shown, its own first."""
    style = STYLES[scenario.site(article.site).style]
    return style.paths(article, scenario.starts_at + article.at)


__all__ = ["STYLES", "Style", "paths_of"]
