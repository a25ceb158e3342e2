import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from rich.console import Console

from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.topic import Topic
from scraper.demo.happenings import Happening, Mark, of_poll
from scraper.demo.history import load_history
from scraper.demo.recording import save_recording
from scraper.demo.scenario import Scenario
from scraper.demo.screen import Moment, SourceLine, picture
from scraper.demo.sites import STYLES
from scraper.demo.view import View, watch
from scraper.outcomes import Outcome
from scraper.settings import Settings
from scraper.types import ChannelRead, Policy, PollReport, Source, SourceId
from tests.demo.press import default_scenario
from tests.fakes_clock import FakeClock

SCENARIO = default_scenario()
START = SCENARIO.starts_at
FIVE_DAYS = timedelta(days=5)
LONG = "日本がウクライナへの装備供与で合意、" * 9


def sources(scenario: Scenario) -> list[Source]:
    return [STYLES[site.style].source(site, f"http://{site.host}:8000") for site in scenario.sites]


def a_report(source: str = "unn", *, outcome: Outcome = Outcome.OK, added: int = 0) -> PollReport:
    read = ChannelRead("http://unn.test:8000/rss/news_uk.xml", outcome, START)
    soon = START + timedelta(minutes=15)
    return PollReport(SourceId(source), START, START, outcome, (read,), {}, added=added, next_poll_at=soon)


def a_moment(lines: int) -> Moment:
    happening = Happening(START, Mark.ALERT, "ukrinform-ja", LONG)
    return Moment(
        title="A day in the press world (simulated)",
        now=START + timedelta(hours=6),
        began=START,
        lasts=timedelta(hours=24),
        sources={site.id: SourceLine(site.id).after(a_report(site.id)) for site in SCENARIO.sites},
        latest=(happening,) * lines,
    )


@pytest.mark.parametrize("lines", [0, 3, 40])
def test_the_picture_fits_a_terminal_of_80_by_24(lines: int) -> None:
    out = io.StringIO()
    Console(file=out, width=80, height=24, force_terminal=False).print(picture(a_moment(lines)))
    shown = out.getvalue().splitlines()
    assert len(shown) <= 22
    assert max(map(cell_len, shown)) <= 80
    assert "Tue 10 Feb 06:00 UTC" in shown[0]


def test_the_picture_names_trouble_instead_of_the_good_news_beside_it() -> None:
    limited = ChannelRead("http://unn.test:8000/en/news", Outcome.RATE_LIMITED, START)
    report = replace(a_report(), channels=(*a_report().channels, limited))
    assert SourceLine("unn").after(report).outcome is Outcome.RATE_LIMITED
    told = of_poll(report)
    assert told is not None
    assert told.text == "rate limited"
    assert of_poll(a_report()) is None


async def test_in_a_pipe_each_thing_is_a_plain_line_when_it_happens(tmp_path: Path, topic: Topic) -> None:
    scenario = default_scenario()
    database = tmp_path / "scraper.db"
    async with SqliteStore(database) as store:
        await load_history(store, sources(scenario), topic, Policy(), START + FIVE_DAYS, FIVE_DAYS)
    out = io.StringIO()
    clock = FakeClock(START + timedelta(hours=4))
    with watch(scenario, console=Console(file=out, width=80, force_terminal=False)) as begin:
        telemetry = begin(Settings(database, topic, ()), clock)
        telemetry.polled(a_report(added=1))
        telemetry.polled(a_report(outcome=Outcome.NOT_A_FEED))
        telemetry.event("store_refused", {"error": "disk full\n\x1b[2J"})
    text = out.getvalue()
    assert "\x1b" not in text
    assert "Ukrainska Pravda's sitemap moves and answers 301" in text
    assert "ALERT   ukrinform-ja" in text
    assert "trouble unn             not a feed" in text
    assert "store_refused" in text
    assert text.count("changes its layout") == 0


async def test_nothing_is_told_twice(tmp_path: Path, topic: Topic) -> None:
    scenario = default_scenario()
    database = tmp_path / "scraper.db"
    async with SqliteStore(database) as store:
        await load_history(store, sources(scenario), topic, Policy(), START + FIVE_DAYS, FIVE_DAYS)
    out = io.StringIO()
    view = View(scenario, Console(file=out, width=80, force_terminal=False))
    with view.shown():
        view.watch(Settings(database, topic, ()), FakeClock(START))
        view.polled(a_report(added=1))
        once = out.getvalue()
        view.polled(a_report(added=1))
    assert once
    assert out.getvalue() == once
    assert view.recorded is not None


async def test_on_a_terminal_the_picture_changes_in_place(tmp_path: Path, topic: Topic) -> None:
    out = io.StringIO()
    console = Console(file=out, width=80, height=24, force_terminal=True)
    with watch(default_scenario(), console=console) as begin:
        begin(Settings(tmp_path / "none.db", topic, ()), FakeClock(START)).polled(a_report())
    assert "\x1b[" in out.getvalue()
    assert "A day in the press world" in out.getvalue()


async def test_what_the_store_held_before_is_not_told(tmp_path: Path, topic: Topic) -> None:
    scenario = default_scenario()
    database = tmp_path / "scraper.db"
    async with SqliteStore(database) as store:
        await load_history(store, sources(scenario), topic, Policy(), START, FIVE_DAYS)
    out = io.StringIO()
    with watch(scenario, console=Console(file=out, width=80, force_terminal=False)) as begin:
        begin(Settings(database, topic, ()), FakeClock(START)).polled(a_report(added=1))
    assert out.getvalue() == ""


def test_a_recording_shows_the_picture_and_loads_nothing(tmp_path: Path) -> None:
    file = tmp_path / "demo.svg"
    save_recording(a_moment(3), file)
    svg = file.read_text(encoding="utf-8")
    assert svg.startswith("<svg")
    assert "ukrinform-ja" in svg
    assert "url(&quot;http" not in svg
    assert "@font-face" not in svg
    assert ElementTree.fromstring(svg).tag.endswith("svg")  # noqa: S314 - our own output


def test_quiet_shows_nothing(capsys: pytest.CaptureFixture[str], tmp_path: Path, topic: Topic) -> None:
    with watch(default_scenario(), quiet=True) as begin:
        begin(Settings(tmp_path / "none.db", topic, ()), FakeClock(START)).polled(a_report())
    assert capsys.readouterr().out == ""
