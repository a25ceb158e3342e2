"""The headline: candidates of all signals compared, the winner explained."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from scraper.core.jsonld import Claims, unescape
from scraper.core.layout import weight
from scraper.core.markup import Markup
from scraper.core.text import clean, fold
from scraper.types import Found, Link, Signal

_SEPARATOR: Final = re.compile(r"\s[|–—\-•·»:›/]+\s|[|｜：:]")
_LONGEST: Final = 400
"""Characters; longer is no headline."""
_SHORTEST: Final = 8
"""Characters from which a text is a headline by itself and no section's name."""
_LONGEST_SUFFIX: Final = 40
_PARTING: Final = re.compile(r"(\s+[|–—\-·•»]+\s+|[|｜：])")
_TITLES: Final = frozenset({Signal.TITLE, Signal.OPEN_GRAPH, Signal.META})
_SECTION: Final = 0.2
"""What the vote for a text counts that is too short for a headline."""
_HALF: Final = 0.5
"""What is left of the votes of a candidate with the site's name in it."""
_NOT_COMPARED: Final = re.compile(r"[\W_]+")

WEIGHTS: Final = MappingProxyType(
    {
        Signal.SITE_RULE: 9.0,
        Signal.JSON_LD: 3.2,
        Signal.H1: 2.7,
        Signal.FEED: 2.2,
        Signal.MICRODATA: 2.2,
        Signal.OPEN_GRAPH: 2.0,
        Signal.TITLE: 1.1,
        Signal.META: 0.5,
    }
)
"""How much a signal that is right when others agree counts, in votes."""


@dataclass(slots=True)
class _Group:
    """Candidates that say the same words."""

    key: str
    members: list[tuple[Signal, str]] = field(default_factory=list)
    votes: float = 0.0


def headline(
    markup: Markup, claims: Claims, link: Link | None, site: Sequence[str] = (), ruled: str = ""
) -> Found[str] | None:
    """Return the headline that most signals agree on, None where the page has none.

    `site` are names of the site, which titles carry at their end.
    """
    names = [_key(name) for name in (*site, claims.publisher, markup.meta("og:site_name")) if name]
    groups: dict[str, _Group] = {}
    for signal, raw in _candidates(markup, claims, link, ruled):
        text = clean(raw)
        if signal in _TITLES:
            text = _without_site(text, names)
        key = _key(text)
        if not key or len(text) > _LONGEST:
            continue
        group = groups.setdefault(key, _Group(key))
        if all(signal is not known for known, _ in group.members):
            group.members.append((signal, text))
            group.votes += WEIGHTS[signal] * (1.0 if weight(text) >= _SHORTEST else _SECTION)
    if not groups:
        return None
    _support_by_parts(groups)
    ranked = sorted(groups.values(), key=lambda group: -group.votes)
    return _explained(ranked)


def _key(text: str) -> str:
    return _NOT_COMPARED.sub("", fold(text))


def _without_site(title: str, names: Sequence[str]) -> str:
    """Return a title without the parts at its end that are the site's name."""
    parts = _PARTING.split(title)
    while len(parts) > 1:
        last = _key(parts[-1])
        if last and not any(last in name or name in last for name in names):
            break
        parts = parts[:-2]
    return "".join(parts)


def _candidates(
    markup: Markup, claims: Claims, link: Link | None, ruled: str
) -> Iterator[tuple[Signal, str]]:
    if ruled:
        yield Signal.SITE_RULE, ruled
    yield Signal.JSON_LD, claims.headline
    ones = [clean(one.text_content()) for one in markup.root.iter("h1")]
    shown = list(dict.fromkeys(one for one in ones if one))
    if shown:
        yield Signal.H1, shown[0] if len(shown) == 1 else _confirmed(shown, markup, claims)
    for node in markup.root.iterfind(".//*[@itemprop='headline']"):
        if node.tag != "meta":
            yield Signal.MICRODATA, node.text_content()
            break
    yield Signal.OPEN_GRAPH, unescape(markup.meta("og:title"))
    yield Signal.META, unescape(markup.meta("twitter:title", "dc.title", "title"))
    yield Signal.TITLE, unescape(markup.root.findtext(".//title") or "")
    if link is not None:
        yield Signal.FEED, unescape(link.title)


def _confirmed(ones: Sequence[str], markup: Markup, claims: Claims) -> str:
    """Return the h1 that another signal names, else the longest of the first two."""
    others = fold(
        " | ".join((claims.headline, markup.meta("og:title"), markup.root.findtext(".//title") or ""))
    )
    return next(
        (one for one in ones if len(one) > _SHORTEST and fold(one) in others), max(ones[:2], key=len)
    )


def _support_by_parts(groups: dict[str, _Group]) -> None:
    """Let a candidate that is another plus the site's name, or a kicker, vote for the other."""
    for longer in list(groups.values()):
        signals = {signal for signal, _ in longer.members}
        if len(signals) > 1 and not signals <= _TITLES:
            continue
        for key in _parts(longer):
            shorter = groups.get(key)
            if (
                shorter is not None
                and shorter is not longer
                and len(longer.key) - len(key) <= _LONGEST_SUFFIX
            ):
                shorter.votes += longer.votes
                longer.votes *= _HALF


def _parts(group: _Group) -> frozenset[str]:
    """Return the keys of what is left of a group's texts when parts at one end are cut off."""
    found: set[str] = set()
    for _, text in group.members:
        parts = _SEPARATOR.split(text)
        for place in range(1, len(parts)):
            found |= {_key("".join(parts[:place])), _key("".join(parts[place:]))}
    return frozenset(key for key in found if len(key) >= _SHORTEST)


def _explained(ranked: Sequence[_Group]) -> Found[str]:
    best = ranked[0]
    signal, text = max(best.members, key=lambda member: WEIGHTS[member[0]])
    runner_up = f"{ranked[1].members[0][0]}: {ranked[1].members[0][1]}"[:200] if len(ranked) > 1 else ""
    total = sum(group.votes for group in ranked)
    return Found(
        text,
        signal,
        raw=text[:200],
        confidence=round(best.votes / total, 2) if total else 0.0,
        runner_up=runner_up,
        why="named by " + ", ".join(member for member, _ in best.members),
    )
