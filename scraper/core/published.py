"""When it was published and changed: dates of all signals compared, never invented, the future refused.

What a page states for machines comes before what it prints; of statements that agree on the day the most
exact wins: one with a time before one without, one with a zone before one whose zone has to be assumed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from scraper.core import siterules
from scraper.core.blocks import Block
from scraper.core.dates import parse_date
from scraper.core.jsonld import Claims
from scraper.core.markup import Markup
from scraper.core.selection import Selection
from scraper.types import Found, Link, ParsedDate, Precision, Signal, SiteRules

_PUBLISHED_METAS: Final = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time",
    "datepublished", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date",
    "publication_date", "dc.date.issued", "dcterms.created", "dc.date", "dcterms.date",
    "cxenseparse:recs:publishtime", "date", "article.created", "article_date_original", "creationdatetime",
)  # fmt: skip
_MODIFIED_METAS: Final = (
    "article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified",
    "dcterms.modified", "last-modified", "lastmod",
)  # fmt: skip
_AHEAD: Final = timedelta(minutes=15)
"""How far a clock may be before ours."""
_SAME: Final = timedelta(minutes=1)
_LONGEST_PRINTED: Final = 140
"""Characters of a block that may be a dateline."""
_PARTING: Final = re.compile(r"\s*[•·|]\s*")
_CONFIDENCE: Final = {
    Signal.SITE_RULE: 0.97,
    Signal.JSON_LD: 0.97,
    Signal.META: 0.93,
    Signal.MICRODATA: 0.9,
    Signal.TIME_ELEMENT: 0.85,
    Signal.FEED: 0.85,
    Signal.TEXT: 0.6,
}
_AGREED: Final = 0.99


@dataclass(frozen=True, slots=True)
class Reading:
    """How the dates of a page are to be read."""

    language: str
    zone: str
    at: datetime
    """When the page was fetched: years and distances are reckoned from it, and nothing is later."""

    def read(self, raw: str) -> ParsedDate | None:
        """Return the date that a text gives, None where it gives none or one in the future."""
        parsed = parse_date(raw, self.language, self.zone, self.at) if raw else None
        return parsed if parsed is not None and parsed.instant <= self.at + _AHEAD else None


Candidate = tuple[Signal, str, ParsedDate]


def published(
    markup: Markup,
    claims: Claims,
    selection: Selection,
    link: Link | None,
    rules: SiteRules,
    reading: Reading,
) -> Found[ParsedDate] | None:
    """Return when the article was published, None where no signal says so."""
    stated = [
        *_ruled(markup, rules.published, rules),
        (Signal.JSON_LD, claims.published),
        *((Signal.META, markup.meta(name)) for name in _PUBLISHED_METAS),
        *((Signal.MICRODATA, raw) for raw in _microdata(markup, "datePublished")),
    ]
    found = list(_read(stated, reading))
    if link is not None and link.published is not None:
        found.append((Signal.FEED, link.published_raw, link.published))
    if rules.dates_in_text and not any(parsed.precision is not Precision.DAY for _, _, parsed in found):
        printed = list(_read(_printed(markup, selection), reading))
        found.extend(printed[:1])
    return _best(found)


def modified(
    markup: Markup, claims: Claims, rules: SiteRules, reading: Reading
) -> Found[ParsedDate] | None:
    """Return when the article was last changed, None where no signal says so."""
    stated = [
        *_ruled(markup, rules.modified, rules),
        (Signal.JSON_LD, claims.modified),
        *((Signal.META, markup.meta(name)) for name in _MODIFIED_METAS),
        *((Signal.MICRODATA, raw) for raw in _microdata(markup, "dateModified")),
    ]
    return _best(list(_read(stated, reading)))


def _ruled(markup: Markup, selector: str, rules: SiteRules) -> Iterator[tuple[Signal, str]]:
    """Yield what the rule selects, rewritten from the site's own format where one fits."""
    for raw in siterules.texts(markup.root, selector):
        parts = [part.strip() for part in (raw, *_PARTING.split(raw))]
        fitting = (_in_format(part, form) for part in parts for form in rules.date_formats)
        yield Signal.SITE_RULE, next(filter(None, fitting), raw)


def _in_format(text: str, form: str) -> str:
    try:
        return datetime.strptime(text, form).isoformat()  # noqa: DTZ007 - the zone is the source's
    except ValueError:
        return ""


def _read(stated: Iterable[tuple[Signal, str]], reading: Reading) -> Iterator[Candidate]:
    for signal, raw in stated:
        parsed = reading.read(raw)
        if parsed is not None:
            yield signal, raw, parsed


def _microdata(markup: Markup, name: str) -> Iterator[str]:
    for node in (node for body in markup.root.iter("body") for node in body.iterdescendants()):
        if name in (node.get("itemprop"), node.get("property")) or (
            name == "datePublished" and node.get("pubdate") is not None
        ):
            yield node.get("content") or node.get("datetime") or "".join(node.itertext())


def _printed(markup: Markup, selection: Selection) -> Iterator[tuple[Signal, str]]:
    """Yield `time` elements and datelines by the headline, not those of teasers elsewhere on the page."""
    times = [node for node in markup.root.iter("time") if node.get("datetime")]
    if len(times) == 1:
        yield Signal.TIME_ELEMENT, times[0].get("datetime") or ""
    for block in selection.head:
        if _may_be_dateline(block):
            for stamp in block.times:
                yield Signal.TIME_ELEMENT, stamp
            yield Signal.TEXT, block.text


def _may_be_dateline(block: Block) -> bool:
    return len(block.text) <= _LONGEST_PRINTED and any(map(str.isdigit, block.text)) and not block.linked


def _best(found: Sequence[Candidate]) -> Found[ParsedDate] | None:
    if not found:
        return None
    first = found[0]
    same = [one for one in found if _same_day(one[2], first[2])]
    signal, raw, parsed = max(same, key=lambda one: _exactness(one[2]))
    other = next((one for one in found if not _agree(one[2], parsed)), None)
    agreeing = list(dict.fromkeys(one[0] for one in found if _agree(one[2], parsed)))
    return Found(
        parsed,
        signal,
        raw.strip()[:200],
        _AGREED if len(agreeing) > 1 else _CONFIDENCE.get(signal, 0.5),
        f"{other[0]}: {other[1].strip()}"[:200] if other else "",
        "stated by " + ", ".join(agreeing),
    )


def _exactness(parsed: ParsedDate) -> tuple[bool, bool]:
    return parsed.precision is not Precision.DAY, "zone" not in parsed.inferred


def _same_day(one: ParsedDate, other: ParsedDate) -> bool:
    """Tell whether two dates can be the same moment, one of them known to the day or in another zone."""
    return abs(one.instant - other.instant) < timedelta(days=1)


def _agree(one: ParsedDate, other: ParsedDate) -> bool:
    if Precision.DAY in {one.precision, other.precision}:
        return _same_day(one, other)
    return abs(one.instant - other.instant) <= _SAME
