"""`[[sinks]]` of `scraper.toml` -> where alerts go, and what each place is spared."""

import re
from datetime import time
from pathlib import Path
from typing import Final

from scraper.config import values as read
from scraper.config.tables import Table
from scraper.config.values import Wrong
from scraper.core.outbox import EVERYBODY
from scraper.core.restraint import Quiet, Restraint
from scraper.settings import SinkSettings
from scraper.types import Audience, Grade

_KINDS: Final = ("journal", "webhook", "apprise")
_NAME: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_TIME: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_TIMED: Final = ("quiet", "digests")
"""Keys that `zone` is for."""
_HOLDING: Final = ("quiet", "at_once", "digests", "hourly", "holds")
"""Keys that hold something back."""
_AUDIENCES: Final = {"all": EVERYBODY} | {one.value: frozenset({one}) for one in Audience}
_UNHEARD: Final = {
    Audience.ANALYST: "nobody would hear of an article",
    Audience.OPS: "nobody would hear of a full disk",
}


def read_sinks(table: Table, directory: Path) -> tuple[SinkSettings, ...]:
    """Return the sinks that the document's `table` lists; the journal where it lists none."""
    table.take("sinks", _not_empty, None)
    if "sinks" not in table:
        return (SinkSettings("journal", "journal"),)
    sinks = tuple(_sink(sink, directory) for sink in table.tables("sinks"))
    names = [sink.name for sink in sinks]
    for position, name in enumerate(names):
        if name and name in names[:position]:
            table.complain(f"sinks[{position}].name", f"is taken: '{name}'")
    for audience, loss in _UNHEARD.items():
        if sinks and not any(audience in sink.audiences for sink in sinks):
            table.complain("sinks", f'none is for "{audience}", so that {loss}: give one audience "all"')
    return sinks


def _sink(table: Table, directory: Path) -> SinkSettings:
    secret = table.take("secret_file", _path, Path())
    sink = SinkSettings(
        name=table.need("name", _name, ""),
        kind=table.need("kind", read.word(_KINDS), ""),
        url=table.take("url", read.web_address, ""),
        secret_file=directory / secret if "secret_file" in table else None,
        restraint=_restraint(table),
        audiences=_AUDIENCES[table.take("audience", read.word(_AUDIENCES), "all")],
    )
    if sink.audiences.isdisjoint(sink.restraint.audiences) and any(key in table for key in _HOLDING):
        [only] = sink.audiences
        table.complain("holds", f'must name "{only}": nothing else goes to this sink, so nothing is held')
    if sink.kind == "webhook" and "url" not in table:
        table.complain("url", "is missing: where the webhook is")
    if sink.kind == "apprise" and "url" in table:
        table.complain("url", "goes into the secret_file: apprise's addresses carry passwords")
    if sink.kind == "journal" and ("url" in table or "secret_file" in table):
        table.complain("kind", 'must be "webhook" where there is a url or a secret_file')
    table.close()
    return sink


def _restraint(table: Table) -> Restraint:
    default = Restraint()
    restraint = Restraint(
        zone=table.take("zone", read.zone, default.zone),
        quiet=table.take("quiet", _quiet, default.quiet),
        at_once=Grade(table.take("at_once", read.whole(1, 3), int(default.at_once))),
        digests=table.take("digests", read.many(_time, least=1), default.digests),
        hourly=table.take("hourly", read.whole(1, 1_000), default.hourly),
        audiences=frozenset(
            table.take("holds", read.many(read.one_of(Audience), least=1), tuple(default.audiences))
        ),
    )
    if ("at_once" in table) != ("digests" in table):
        table.complain(
            "digests" if "at_once" in table else "at_once",
            "is missing: at_once says what waits for a digest, digests when there is one",
        )
    if "zone" in table and not any(key in table for key in _TIMED):
        table.complain("zone", f"is of no use without {' or '.join(_TIMED)}")
    return restraint


def _quiet(value: object) -> Quiet:
    begins, dash, ends = read.text(value).partition("-")
    if not dash:
        raise Wrong(f"must be two times of day, such as 22:00-07:00; got {read.shown(value)}")
    quiet = Quiet(_time(begins), _time(ends))
    if quiet.begins == quiet.ends:
        raise Wrong(f"must not be the whole day; got {read.shown(value)}")
    return quiet


def _time(value: object) -> time:
    match = _TIME.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise Wrong(f"must be a time of day in quotes, such as 07:30; got {read.shown(value)}")
    return time(int(match[1]), int(match[2]))


def _not_empty(value: object) -> None:
    if value == []:
        raise Wrong("lists none, so that nobody would hear of anything: leave it out for the journal")


def _path(value: object) -> Path:
    return Path(read.text(value))


def _name(value: object) -> str:
    name = read.text(value)
    if not _NAME.fullmatch(name):
        raise Wrong(f"must be small letters and digits, joined by - or _; got '{name}'")
    return name
