"""`scraper alerts`: what is held or given up, and whether a configured sink takes an alert."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from scraper.adapters.sqlite.store import SqliteStore
from scraper.app import assemble
from scraper.cli import scraper
from scraper.core.restraint import Hold
from scraper.core.topic import Topic
from scraper.errors import DeliveryError, ScraperError
from scraper.settings import Network, Settings, SinkSettings, Workers
from scraper.types import Alert, Audience, Severity
from tests.command_line import run_here
from tests.fakes_clock import FakeClock
from tests.test_daemon_troubles import topic
from tests.values import NOON

__all__ = ["topic"]

SETTINGS = """
[[sinks]]
name = "log"
kind = "journal"

[[sinks]]
name = "desk"
kind = "webhook"
url = "http://127.0.0.1:9/"
secret_file = "key"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name in ("topics", "sources"):
        (tmp_path / name).symlink_to(Path("config").resolve() / name)
    (tmp_path / "scraper.toml").write_text(SETTINGS)
    (tmp_path / "key").write_text("of no secret")
    return tmp_path


def test_a_sink_that_takes_an_alert_says_so(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    done = CliRunner().invoke(scraper, ["alerts", "test", "log", "--config", str(config)])
    assert done.exit_code == 0, done.output
    assert "ALERT ops test: a test of log: nothing happened" in done.output
    assert "log took it" in done.output


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        pytest.param("desk", DeliveryError, "desk: ConnectError", id="one that does not answer"),
        pytest.param("pigeon", ScraperError, "configured are log, desk", id="one that is not configured"),
    ],
)
def test_a_sink_that_takes_none_is_an_error(
    config: Path, name: str, error: type[Exception], said: str
) -> None:
    done = CliRunner().invoke(scraper, ["alerts", "test", name, "--config", str(config)])
    assert isinstance(done.exception, error)
    assert said in str(done.exception)


@pytest.fixture
async def store(tmp_path: Path) -> Path:
    """A store with one alert held back for the log and given up for the desk."""
    path = tmp_path / "store.db"
    async with SqliteStore(path, sinks=("log", "desk")) as store:
        alert = Alert("key", "article", Audience.ANALYST, Severity.NOTICE, "a headline", NOON)
        await store.raise_alert(alert)
        held, given_up = await store.deliveries(NOON, 10)
        await store.hold(held, Hold(NOON + timedelta(hours=9), "quiet hours"))
        await store.postponed(given_up, "410", None)
    return path


def test_check_says_who_hears_what_and_refuses_that_nobody_does(config: Path) -> None:
    program = config / "scraper.toml"
    program.write_text(SETTINGS + 'audience = "analyst"\n')
    said = json.loads(run_here("check", "--json", "--config", config).out)
    assert said["sinks"] == ["log for analyst and ops", "desk for analyst"]
    program.write_text(
        program.read_text().replace('kind = "journal"', 'kind = "journal"\naudience = "analyst"')
    )
    refused = run_here("check", "--config", config)
    assert refused.status == 78
    assert 'scraper.toml: sinks: none is for "ops", so that nobody would hear' in refused.err


async def test_the_service_addresses_alerts_as_it_is_configured(tmp_path: Path, topic: Topic) -> None:
    desk = SinkSettings("desk", "journal", audiences=frozenset({Audience.ANALYST}))
    settings = Settings(
        tmp_path / "store.db",
        topic,
        (),
        network=Network(contact="ops@example.org"),
        workers=Workers(count=1),
        sinks=(SinkSettings("log", "journal"), desk),
    )
    silence = Alert("silence", "source", Audience.OPS, Severity.WARNING, "a source is silent", NOON)
    async with assemble(settings, clock=FakeClock(NOON)) as app:
        await app.world.store.raise_alert(silence)
        await app.world.store.raise_alert(replace(silence, key="news", channel=Audience.ANALYST))
        waiting = [(one.sink, one.alert.key) for one in await app.world.store.deliveries(NOON, 10)]
    assert waiting == [("log", "silence"), ("log", "news"), ("desk", "news")]


async def test_what_waits_goes_where_it_was_addressed_whomever_a_sink_is_for_by_now(tmp_path: Path) -> None:
    path, names = tmp_path / "store.db", ("log", "desk")
    news = Alert("news", "article", Audience.ANALYST, Severity.NOTICE, "a headline", NOON)
    async with SqliteStore(path, sinks=names) as store:
        await store.raise_alert(news)
    async with SqliteStore(path, sinks=names, audiences={"desk": frozenset({Audience.OPS})}) as store:
        await store.raise_alert(replace(news, key="more news"))
        waiting = [(one.sink, one.alert.key) for one in await store.deliveries(NOON, 10)]
    assert waiting == [("log", "news"), ("desk", "news"), ("log", "more news")]


def alerts(config: Path, store: Path, *arguments: str) -> str:
    where = ["--config", str(config), "--db", str(store)]
    done = CliRunner().invoke(scraper, ["alerts", *arguments, *where], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_what_is_held_back_is_pending_and_says_until_when(config: Path, store: Path) -> None:
    pending = json.loads(alerts(config, store, "--pending", "--json"))
    assert [way["state"] for way in pending[0]["deliveries"]] == ["held", "dead"]
    assert "log: held until" in " ".join(alerts(config, store, "--pending").split())


def test_what_was_given_up_is_tried_again_on_demand(config: Path, store: Path) -> None:
    assert alerts(config, store, "retry", "desk") == "1 alerts are on their way to desk again\n"
    assert alerts(config, store, "retry", "desk").startswith("0 alerts")
    assert json.loads(alerts(config, store, "--failed", "--json")) == []
    with pytest.raises(ScraperError, match="configured are log, desk"):
        alerts(config, store, "retry", "pigeon")
