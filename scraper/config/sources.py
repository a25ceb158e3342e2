"""One document of `config/sources/` -> Source."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from scraper.config import values as read
from scraper.config.codes import LANGUAGES
from scraper.config.tables import Table
from scraper.config.values import Wrong
from scraper.core.address_templates import FIELDS, has_unknown_field, is_asking, query_address
from scraper.errors import Problem
from scraper.types import (
    Channel,
    ChannelKind,
    ChannelRole,
    Confirmation,
    SiteRules,
    Source,
    SourceId,
    StoreMode,
    Twin,
)

SHORTEST_INTERVAL: Final = timedelta(minutes=1)
LONGEST_INTERVAL: Final = timedelta(days=7)
SHORTEST_OF_QUERIES: Final = timedelta(minutes=30)
"""Search engines are asked seldom: each query costs them, and none owes us an answer."""

LONGEST_ID: Final = 60
"""Characters of a source's id."""

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PATH = re.compile(r"[^\s.]+(?:\.[^\s.]+)*")
_JSON_FIELDS: Final = ("url", "title", "summary", "published", "id")
_NO_CHANNEL: Final = "https://unreadable.invalid/"
_SELECTORS: Final = ("headline", "body", "published", "modified", "authors", "section", "lead")
_GROUP_REFERENCE = re.compile(r"\\(\d+)")


def read_source(
    document: Mapping[str, object],
    file: str,
    stem: str,
    problems: list[Problem],
    queries: Mapping[str, str] = MappingProxyType({}),
) -> Source:
    """Return the source that a document describes; its faults go to `problems` and leave stand-ins.

    `queries`: language -> the words of the topic, for channels of search engines that name none themselves.
    """
    table = Table(document, file, problems)
    languages: tuple[str, ...] = table.need("languages", read.many(read.language, least=1), ())
    spoken = {code: queries[code] for code in languages if code in queries}
    source = Source(
        id=SourceId(table.need("id", _source_id, stem)),
        name=table.need("name", read.text, ""),
        home=table.need("home", read.web_address, ""),
        country=table.take("country", read.country, ""),
        languages=languages,
        zone=table.need("zone", read.zone, "UTC"),
        channels=tuple(made for channel in table.tables("channels") for made in _channels(channel, spoken)),
        publisher=table.take("publisher", read.text, ""),
        stance=table.take("stance", read.text, ""),
        article_pattern=table.take("article_pattern", _maybe(read.pattern), None),
        twins=tuple(_twin(twin) for twin in table.tables("twins")),
        rules=tuple(_rules(rules) for rules in table.tables("rules")),
        interval=table.take(
            "interval", read.duration(SHORTEST_INTERVAL, LONGEST_INTERVAL), timedelta(minutes=15)
        ),
        items_per_day=table.take("items_per_day", _maybe(read.number(0.01, 10_000)), None),
        store=table.take("store", read.one_of(StoreMode), StoreMode.FULL),
        enabled=table.take("enabled", read.flag, default=True),
        terms=table.take("terms", read.text, ""),
        note=table.take("note", read.text, ""),
    )
    if source.id != stem:
        table.complain("id", f"must be the file's name without .toml, '{stem}'; got '{source.id}'")
    _check_channels(source, table)
    table.close()
    return source


def _source_id(value: object) -> str:
    name = read.text(value)
    if not _ID.fullmatch(name) or len(name) > LONGEST_ID:
        raise Wrong(f"must be small letters, digits and single hyphens, at most {LONGEST_ID}; got '{name}'")
    return name


def _maybe(reader: read.Reader[read.T]) -> "read.Reader[read.T | None]":
    """Return the same reader, typed so that its default may be None."""
    return reader


def _check_channels(source: Source, table: Table) -> None:
    if source.enabled and not any(channel.role is ChannelRole.PRIMARY for channel in source.channels):
        table.complain("channels", 'must hold one with role = "primary", or set enabled = false')
    asks = any(channel.kind is ChannelKind.QUERY for channel in source.channels)
    if asks and source.interval < SHORTEST_OF_QUERIES:
        table.complain("interval", "must be 30m or more where a search engine is asked")
    seen: set[str] = set()
    for position, channel in enumerate(source.channels):
        if channel.url in seen and channel.url != _NO_CHANNEL:
            table.complain(f"channels[{position}].url", f"is listed twice: {channel.url}")
        seen.add(channel.url)
        if channel.kind is ChannelKind.LISTING and not channel.links and source.article_pattern is None:
            table.complain(
                f"channels[{position}].links",
                "is missing: without it or an article_pattern every link would be an article",
            )


def _channels(table: Table, queries: Mapping[str, str]) -> Iterator[Channel]:
    """Yield a table's channel; one that asks a search engine for terms, once for each of its languages.

    The terms are its own, else the topic's `queries` in the source's languages.
    """
    terms = _terms(table.table("terms")) if "terms" in table else None
    channel = _channel(table)
    if terms is None:
        terms = dict(queries) if channel.kind is ChannelKind.QUERY else {}
        if is_asking(channel.url) and channel.kind is ChannelKind.QUERY and not terms:
            return  # the topic has no words for it
    if is_asking(channel.url) != bool(terms) or (terms and channel.kind is not ChannelKind.QUERY):
        table.complain("terms", 'must go with kind = "query" and {terms} in its url')
    elif has_unknown_field(channel.url):
        known = ", ".join(f"{{{field}}}" for field in FIELDS)
        table.complain("url", f"may hold {known} and no other brace")
    elif not terms:
        yield channel
    for language, words in terms.items():
        yield replace(channel, url=query_address(channel.url, words, language), language=language)


def _terms(table: Table) -> dict[str, str]:
    """Return language -> the words to ask for."""
    terms = {code: table.take(code, read.text, "") for code in sorted(LANGUAGES) if code in table}
    table.close()
    return terms


def _channel(table: Table) -> Channel:
    channel = Channel(
        url=table.need("url", read.web_address, _NO_CHANNEL),
        kind=table.take("kind", read.one_of(ChannelKind), ChannelKind.FEED),
        role=table.take("role", read.one_of(ChannelRole), ChannelRole.PRIMARY),
        language=table.take("language", _maybe(read.language), None),
        confirmation=table.take("confirmation", read.one_of(Confirmation), Confirmation.REPORTED),
        confirmed_on=table.take("confirmed_on", _maybe(read.day), None),
        links=table.take("links", read.selector, ""),
        items=table.take("items", _path, ""),
        fields=_fields(table.table("fields")) if "fields" in table else {},
        note=table.take("note", read.text, ""),
    )
    _check_channel(channel, table)
    table.close()
    return channel


def _check_channel(channel: Channel, table: Table) -> None:
    if channel.confirmed_on is not None and channel.confirmation is not Confirmation.CONFIRMED:
        table.complain(
            "confirmed_on", f'must go with confirmation = "confirmed"; got {channel.confirmation}'
        )
    if "links" in table and channel.kind is not ChannelKind.LISTING:
        table.complain("links", f'must go with kind = "listing"; got {channel.kind}')
    for key in ("items", "fields"):
        if key in table and channel.kind is not ChannelKind.JSON:
            table.complain(key, f'must go with kind = "json"; got {channel.kind}')
    if channel.kind is ChannelKind.JSON and "url" not in channel.fields:
        table.complain("fields.url", "is missing: the path of the address within an item")


def _fields(table: Table) -> dict[str, str]:
    paths = {key: table.take(key, _path, "") for key in _JSON_FIELDS if key in table}
    table.close()
    return paths


def _path(value: object) -> str:
    path = read.text(value)
    if not _PATH.fullmatch(path):
        raise Wrong(f"must be names joined by single dots, such as data.items; got '{path}'")
    return path


def _twin(table: Table) -> Twin:
    twin = Twin(
        pattern=table.need("pattern", read.pattern, re.compile("")),
        replacement=table.need("replacement", read.maybe_text, ""),
    )
    groups = [int(number) for number in _GROUP_REFERENCE.findall(twin.replacement)]
    if any(number > twin.pattern.groups for number in groups):
        table.complain("replacement", f"names a group that the pattern lacks; it has {twin.pattern.groups}")
    elif "\\" in _GROUP_REFERENCE.sub("", twin.replacement):
        table.complain("replacement", r"must use the backslash for groups alone, as in \1")
    table.close()
    return twin


def _rules(table: Table) -> SiteRules:
    patterns = read.many(read.pattern)
    selectors = {key: table.take(key, read.selector, "") for key in _SELECTORS}
    rules = SiteRules(
        **selectors,
        drop=table.take("drop", read.many(read.selector), ()),
        drop_lines=table.take("drop_lines", patterns, ()),
        stop_lines=table.take("stop_lines", patterns, ()),
        cited_source=table.take("cited_source", patterns, ()),
        date_formats=table.take("date_formats", read.many(_date_format), ()),
        dates_in_text=table.take("dates_in_text", read.flag, default=True),
        valid_until=table.take("valid_until", _maybe(read.day), None),
    )
    for position, cited in enumerate(rules.cited_source):
        if cited.groups != 1:
            table.complain(f"cited_source[{position}]", "must hold exactly one group: the outlet's name")
    if not any(field.name in table for field in fields(SiteRules)):
        table.complain("rules", "is an empty table: remove it")
    table.close()
    return rules


def _date_format(value: object) -> str:
    form = read.text(value)
    if not set("%") <= set(form) or re.search(r"%(?![aAbBcdfHIjmMpSuVwWxXyYGzZ%])", form):
        raise Wrong(f"must be a strptime format such as '%H:%M %d.%m.%Y'; got '{form}'")
    return form
