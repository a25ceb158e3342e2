"""What a site allows robots (RFC 9309): Protego behind Google's grouping of lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import quote

from protego import Protego

LIMIT: Final = 500 * 1024
"""Bytes of robots.txt that are read; the rest is ignored (RFC 9309, section 2.5)."""

LIFETIME: Final = timedelta(hours=24)
"""How long an answer is relied on (section 2.4)."""

UNREACHABLE_LIFETIME: Final = timedelta(minutes=10)
"""How long a failure is relied on before robots.txt is asked for again."""

_LONGEST_LINE: Final = 16_664
"""Characters of a line that count; Google's parser cuts at eight times 2083 bytes."""
_LINE: Final = re.compile(r"\r\n|\r|\n")
_SEPARATOR: Final = re.compile(r"[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_KEYS: Final = (
    ("user-agent", ("user-agent", "useragent", "user agent")),
    ("disallow", ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw")),
    ("allow", ("allow",)),
    ("crawl-delay", ("crawl-delay", "crawl delay")),
)
_RULES: Final = frozenset({"allow", "disallow"})
_PRODUCT: Final = re.compile(r"[A-Za-z_-]+")
_DELAY: Final = re.compile(r"\d{1,6}(?:\.\d{0,6})?|\.\d{1,6}")


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one site for one robot."""

    _parser: Protego
    _agent: str
    crawl_delay: float | None = None
    """Seconds between two requests, where the site asks for it (not in the RFC)."""

    def permits(self, url: str) -> bool:
        """Return whether the robot may fetch `url` of that site."""
        return self._parser.can_fetch(url, self._agent)


def parse_robots(body: bytes, agent: str) -> RobotsRules:
    """Return the rules that `body` holds for the robot whose product token is `agent`.

    Any bytes are a valid robots.txt; what is not understood is ignored and closes no group.
    """
    token = product_token(agent)
    lines = tuple(_directives(body))
    own = (f"{key}: {_on_one_line(value)}" for key, value in _applicable(lines, token))
    return RobotsRules(Protego.parse("\n".join(own)), token, _crawl_delay(lines, token))


def product_token(agent: str) -> str:
    """Return the name by which robots.txt knows a User-Agent: `name` of `name/1.0 (...)`, lower case."""
    found = _PRODUCT.match(agent)
    return found[0].lower() if found else ""


def _directives(body: bytes) -> Iterator[tuple[str, str]]:
    """Yield the known lines as (key, value), whatever spelling of the key the site chose."""
    text = body[:LIMIT].decode("utf-8-sig", errors="replace")
    for line in _LINE.split(text):
        read = _directive(line[:_LONGEST_LINE].partition("#")[0].strip())
        if read is not None:
            yield read


def _directive(line: str) -> tuple[str, str] | None:
    name, colon, value = line.partition(":")
    if not colon:
        words = line.split()
        if len(words) != 2:  # noqa: PLR2004 - `Disallow /x`: a forgotten colon
            return None
        name, value = words
    name = name.strip().lower()
    for key, spellings in _KEYS:
        if name.startswith(spellings):
            return key, value.strip()
    return None


def _applicable(lines: tuple[tuple[str, str], ...], token: str) -> Iterator[tuple[str, str]]:
    """Yield the rules of the groups of `token`, or those of `*` where it has none."""
    mine = any(key == "user-agent" and _named(value) == token for key, value in lines)
    name = token if mine else "*"
    yield "user-agent", name
    for names, key, value in _grouped(lines, closing=_RULES):
        if name in names and key in _RULES:
            yield key, value


def _crawl_delay(lines: tuple[tuple[str, str], ...], token: str) -> float | None:
    """Return the longest delay asked of `token`, or of `*` where its groups ask for none.

    Here a delay closes its group, as its authors mean it; for the RFC's rules it does not exist.
    """
    delays: dict[str, float] = {}
    for names, key, value in _grouped(lines, closing=_RULES | {"crawl-delay"}):
        found = _DELAY.match(value) if key == "crawl-delay" else None
        if found:
            delays |= {name: max(delays.get(name, 0.0), float(found[0])) for name in names}
    return delays.get(token, delays.get("*"))


def _grouped(
    lines: tuple[tuple[str, str], ...], closing: frozenset[str]
) -> Iterator[tuple[frozenset[str], str, str]]:
    """Yield each line with the names of its group.

    User-agent lines with no key of `closing` between them share one group.
    """
    names: frozenset[str] = frozenset()
    open_for_names = True
    for key, value in lines:
        if key == "user-agent":
            names = (names if open_for_names else frozenset()) | {_named(value)}
            open_for_names = True
        else:
            open_for_names = open_for_names and key not in closing
            yield names, key, value


def _on_one_line(value: str) -> str:
    """Return `value` with what Python, and nobody else, takes for the end of a line escaped."""
    return _SEPARATOR.sub(lambda found: quote(found[0]), value)


def _named(value: str) -> str:
    if value[:1] == "*" and (len(value) == 1 or value[1].isspace()):
        return "*"
    return product_token(value)
