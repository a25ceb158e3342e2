"""`scraper.toml` -> everything configured but the topic and the sources."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from scraper.config import values as read
from scraper.config.sinks import read_sinks
from scraper.config.tables import Table
from scraper.config.values import Wrong
from scraper.core.canary import Story, read_story
from scraper.errors import Problem
from scraper.settings import Canary, Network, Retention, Schedule, SinkSettings, Workers
from scraper.types import Grade, Policy, Significance

_SECOND: Final = timedelta(seconds=1)
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)
_MIB: Final = 1024 * 1024
_HOST_AND_PORT = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5})")
_PORTS: Final = range(1, 65_536)
_LOG_LEVELS: Final = ("debug", "info", "warning", "error")
_BASELINE: Final = ("record", "alert")


@dataclass(frozen=True, slots=True)
class Program:
    """What `scraper.toml` says."""

    database: Path
    topic: Path
    """Relative to the configuration's directory."""
    network: Network
    workers: Workers
    schedule: Schedule
    policy: Policy
    retention: Retention
    sinks: tuple[SinkSettings, ...]
    log_level: str
    metrics: str
    canary: Canary


def read_program(
    document: Mapping[str, object], file: str, directory: Path, problems: list[Problem]
) -> Program:
    """Return what the document says, defaults where it is silent; its faults go to `problems`."""
    table = Table(document, file, problems)
    sinks = read_sinks(table, directory)
    program = Program(
        database=table.take("database", _path, Path("scraper.db")),
        topic=table.take("topic", _path, Path("topics/japan-ukraine-defense.toml")),
        network=_network(table.table("network")),
        workers=_workers(table.table("workers")),
        schedule=_schedule(table.table("schedule")),
        policy=_policy(table.table("policy")),
        retention=_retention(table.table("retention")),
        sinks=sinks,
        log_level=table.take("log_level", read.word(_LOG_LEVELS), "info"),
        metrics=table.take("metrics", _listening, ""),
        canary=_canary(table.table("canary"), directory, [sink.name for sink in sinks]),
    )
    table.close()
    return program


def _canary(table: Table, directory: Path, sinks: Sequence[str]) -> Canary:
    default = Canary()
    canary = Canary(
        every=table.take("every", read.duration(timedelta(0), 30 * _DAY), default.every),
        story=table.take("article", partial(_story, directory), default.story),
        sinks=table.take("sinks", read.many(read.word(sinks), least=1), default.sinks),
    )
    table.close()
    return canary


def _story(directory: Path, value: object) -> Story:
    path = directory / read.text(value)
    try:
        story = read_story(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong(f"must name a readable text in UTF-8: {error}") from None
    if story is None:
        raise Wrong("must name a text with a headline in its first line, and paragraphs in the others")
    return story


def _listening(value: object) -> str:
    place = "" if value == "" else read.text(value)
    if place and not place.startswith("unix:/") and not _HOST_AND_PORT.fullmatch(place):
        raise Wrong(f"must be unix:/PATH or HOST:PORT, or empty; got '{place}'")
    return place


def _path(value: object) -> Path:
    return Path(read.text(value))


def _network(table: Table) -> Network:
    default = Network()
    network = Network(
        contact=table.take("contact", read.maybe_text, default.contact),
        proxy=table.take("proxy", _maybe_address, default.proxy),
        allow_private=table.take("allow_private", read.many(_host_and_port), default.allow_private),
        hosts=table.take("hosts", _hosts, default.hosts),
        in_flight=table.take("in_flight", read.whole(1, 1_000), default.in_flight),
        deadline=table.take(
            "deadline", read.duration(_SECOND, 10 * timedelta(minutes=1)), default.deadline
        ),
        spacing=table.take("spacing", read.duration(timedelta(0), _HOUR), default.spacing),
        raw_limit=table.take("raw_limit", read.size(1024, 256 * _MIB), default.raw_limit),
        decoded_limit=table.take("decoded_limit", read.size(1024, 512 * _MIB), default.decoded_limit),
    )
    if network.decoded_limit < network.raw_limit:
        table.complain("decoded_limit", "must not be below raw_limit")
    table.close()
    return network


def _maybe_address(value: object) -> str:
    return "" if value == "" else read.web_address(value)


def _host_and_port(value: object) -> str:
    pair = read.text(value)
    match = _HOST_AND_PORT.fullmatch(pair)
    if match is None or int(match[1]) not in _PORTS:
        raise Wrong(f"must be a host and a port, such as 127.0.0.1:8080; got '{pair}'")
    return pair


def _hosts(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise Wrong(f'must be a table, such as {{ "news.test" = "127.0.0.1" }}; got {read.shown(value)}')
    for name, address in value.items():
        try:
            ip_address(read.text(address))
        except ValueError:
            raise Wrong(f"{name}: must be an IP address, such as 127.0.0.1; got '{address}'") from None
    return dict(value)


def _workers(table: Table) -> Workers:
    default = Workers()
    workers = Workers(
        count=table.take("count", read.whole(1, 64), default.count),
        deadline=table.take("deadline", read.duration(_SECOND / 10, _HOUR), default.deadline),
        memory=table.take("memory", read.size(128 * _MIB, 64 * 1024 * _MIB), default.memory),
    )
    table.close()
    return workers


def _schedule(table: Table) -> Schedule:
    default = Schedule()
    schedule = Schedule(
        tick=table.take("tick", read.duration(_SECOND / 20, timedelta(minutes=1)), default.tick),
        shortest=table.take("shortest", read.duration(_SECOND, _DAY), default.shortest),
        longest=table.take("longest", read.duration(_SECOND, 7 * _DAY), default.longest),
        polls_at_once=table.take("polls_at_once", read.whole(1, 1_000), default.polls_at_once),
        stop_within=table.take("stop_within", read.duration(_SECOND, _HOUR), default.stop_within),
    )
    if schedule.longest < schedule.shortest:
        table.complain("longest", "must not be below shortest")
    table.close()
    return schedule


def _policy(table: Table) -> Policy:
    default = Policy()
    policy = Policy(
        alert_grade=Grade(table.take("alert_grade", read.whole(1, 3), int(default.alert_grade))),
        baseline_alerts=table.take("baseline", read.word(_BASELINE), "record") == "alert",
        gate=table.take("gate", read.flag, default.gate),
        articles_per_poll=table.take("articles_per_poll", read.whole(1, 500), default.articles_per_poll),
        attempts=table.take("attempts", read.whole(1, 20), default.attempts),
        first_retry=table.take("first_retry", read.duration(_SECOND, _DAY), default.first_retry),
        patience=table.take("patience", read.duration(_HOUR, 60 * _DAY), default.patience),
        near_duplicate=table.take("near_duplicate", read.number(0.5, 1.0), default.near_duplicate),
        news_age=table.take("news_age", read.duration(_HOUR, 3660 * _DAY), default.news_age),
        updates=table.take("updates", read.whole(0, 1000), default.updates),
        story_window=table.take("story_window", read.duration(_HOUR, 60 * _DAY), default.story_window),
        same_story=table.take("same_story", read.number(0.1, 1.0), default.same_story),
        silent_story=table.take("silent_story", read.number(0.1, 1.0), default.silent_story),
        development_after=table.take(
            "development_after", read.duration(_SECOND, 30 * _DAY), default.development_after
        ),
        development_significance=_significance(table, default.development_significance),
    )
    table.close()
    return policy


def _significance(table: Table, default: Significance) -> Significance:
    names = tuple(member.name.lower() for member in Significance if member is not Significance.NONE)
    return Significance[
        table.take("development_significance", read.word(names), default.name.lower()).upper()
    ]


def _retention(table: Table) -> Retention:
    default = Retention()
    span = read.duration(_DAY, 36_500 * _DAY)
    retention = Retention(
        pages=table.take("pages", span, default.pages),
        keep_pages=table.take("keep_pages", read.word(("candidates", "all")), default.keep_pages),
        pages_limit=table.take("pages_limit", read.size(_MIB, 1024 * 1024 * _MIB), default.pages_limit),
        off_topic=table.take("off_topic", span, default.off_topic),
        polls=table.take("polls", span, default.polls),
    )
    table.close()
    return retention
