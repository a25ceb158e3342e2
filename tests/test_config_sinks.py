"""`[[sinks]]`: where alerts go and what each place is spared, read strictly."""

from datetime import time
from pathlib import Path

import pytest

from scraper.config.sinks import read_sinks
from scraper.config.tables import Table
from scraper.core.restraint import Quiet, Restraint
from scraper.errors import Problem
from scraper.settings import SinkSettings
from scraper.types import Audience, Grade

DIRECTORY = Path("/etc/scraper")
JOURNAL = {"name": "log", "kind": "journal"}


def read(**keys: object) -> tuple[tuple[SinkSettings, ...], list[Problem]]:
    problems: list[Problem] = []
    sinks = read_sinks(Table({"sinks": [{**JOURNAL, **keys}]}, "scraper.toml", problems), DIRECTORY)
    return sinks, problems


def test_without_any_there_is_the_journal_and_it_is_spared_nothing() -> None:
    problems: list[Problem] = []
    assert read_sinks(Table({}, "scraper.toml", problems), DIRECTORY) == (
        SinkSettings("journal", "journal"),
    )
    assert problems == []


def test_everything_that_may_be_said_of_a_sink_is_read() -> None:
    sinks, problems = read(
        kind="apprise",
        secret_file="chat.urls",  # noqa: S106 - the name of a file
        zone="Asia/Tokyo",
        quiet="22:00-07:00",
        at_once=3,
        digests=["08:00", "18:30"],
        hourly=20,
        holds=["analyst", "ops"],
    )
    assert problems == []
    spared = Restraint(
        "Asia/Tokyo",
        Quiet(time(22), time(7)),
        Grade.CORE,
        (time(8), time(18, 30)),
        20,
        frozenset(Audience),
    )
    assert sinks == (SinkSettings("log", "apprise", "", DIRECTORY / "chat.urls", spared),)


def test_a_sink_may_be_for_analysts_or_operators_alone() -> None:
    problems: list[Problem] = []
    listed: list[object] = [JOURNAL, {**JOURNAL, "name": "desk", "audience": "analyst"}]
    listed.append({**JOURNAL, "name": "pager", "audience": "ops", "quiet": "22:00-07:00", "holds": ["ops"]})
    sinks = read_sinks(Table({"sinks": listed}, "scraper.toml", problems), DIRECTORY)
    assert problems == []
    analyst, ops = frozenset({Audience.ANALYST}), frozenset({Audience.OPS})
    assert [sink.audiences for sink in sinks] == [frozenset(Audience), analyst, ops]


UNHEARD = [
    ([], "lists none, so that nobody would hear of anything: leave it out for the journal"),
    (["ops"], 'none is for "analyst", so that nobody would hear of an article: give one audience "all"'),
    (
        ["analyst", "analyst"],
        'none is for "ops", so that nobody would hear of a full disk: give one audience "all"',
    ),
]


@pytest.mark.parametrize(("audiences", "remedy"), UNHEARD, ids=[str(audiences) for audiences, _ in UNHEARD])
def test_sinks_that_leave_an_audience_without_any_are_refused(audiences: list[str], remedy: str) -> None:
    problems: list[Problem] = []
    listed = [{**JOURNAL, "name": f"n{n}", "audience": one} for n, one in enumerate(audiences)]
    read_sinks(Table({"sinks": listed}, "scraper.toml", problems), DIRECTORY)
    assert problems == [Problem("scraper.toml", "sinks", remedy)]


FAULTS = [
    ({"quiet": "22-7"}, "quiet: must be a time of day in quotes, such as 07:30; got '22'"),
    ({"quiet": "22:00"}, "quiet: must be two times of day, such as 22:00-07:00; got '22:00'"),
    ({"quiet": "24:00-07:00"}, "quiet: must be a time of day in quotes, such as 07:30; got '24:00'"),
    ({"quiet": "٠٧:00-08:00"}, "quiet: must be a time of day in quotes, such as 07:30; got '٠٧:00'"),
    ({"quiet": "07:00-07:00"}, "quiet: must not be the whole day; got '07:00-07:00'"),
    ({"quiet": True}, "quiet: must be a text in quotes; got true"),
    ({"at_once": 3}, "digests: is missing: at_once says what waits for a digest"),
    ({"digests": ["08:00"]}, "at_once: is missing: at_once says what waits for a digest"),
    ({"at_once": 3, "digests": []}, "digests: must hold at least 1 item"),
    ({"at_once": 3, "digests": ["8:00"]}, "digests: item 0: must be a time of day in quotes"),
    ({"at_once": 4, "digests": ["08:00"]}, "at_once: must be a whole number from 1 to 3; got 4"),
    ({"hourly": 0}, "hourly: must be a whole number from 1 to 1000; got 0"),
    ({"holds": ["boss"]}, "holds: item 0: must be one of analyst, ops; got 'boss'"),
    ({"audience": "op"}, "audience: must be one of all, analyst, ops; got 'op'; did you mean ops?"),
    ({"zone": "Asia/Tokio", "quiet": "22:00-07:00"}, "zone: must be an IANA time zone such as Europe/Kyiv"),
    ({"zone": "Asia/Tokyo"}, "zone: is of no use without quiet or digests"),
    ({"quite": "22:00-07:00"}, "quite: is not a key of this table; did you mean quiet?"),
    ({"kind": "apprise", "secret_file": "f", "url": "https://a.example"}, "url: goes into the secret_file"),
    ({"kind": "aprise"}, "kind: must be one of journal, webhook, apprise; got 'aprise'; did you mean"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "remedy"), FAULTS, ids=[str(keys) for keys, _ in FAULTS])
def test_a_fault_is_named_with_its_remedy(keys: dict[str, object], remedy: str) -> None:
    _, [problem] = read(**keys)
    assert f"{problem.key}: {problem.remedy}".startswith(f"sinks[0].{remedy}")


def test_holding_what_never_comes_is_refused() -> None:
    _, problems = read(audience="ops", quiet="22:00-07:00")
    remedy = 'must name "ops": nothing else goes to this sink, so nothing is held'
    assert Problem("scraper.toml", "sinks[0].holds", remedy) in problems
