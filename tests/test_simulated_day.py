"""A working day of eight sites with outages, 429s, a moved index, a dead host; bench has a longer one."""

from datetime import timedelta
from pathlib import Path

from bench.simulated_day import Watcher, simulate
from scraper.adapters.hops import Hop
from scraper.types import Validators
from tests.fakes_clock import FakeClock

SECOND = timedelta(seconds=1)


async def test_a_day_loses_no_article_and_presses_no_site(tmp_path: Path) -> None:
    day = await simulate(8, timedelta(hours=8), tmp_path)
    assert day.published > 40
    assert day.lost == []
    assert day.requests > 200
    assert day.early == []
    assert day.outage_alerts == ["outage", "outage_over"]
    assert day.outcomes["rate_limited"] >= 1
    assert day.polls_of_the_dead < day.polls_of_a_site[0]


async def test_the_watcher_notices_requests_that_come_too_early() -> None:
    clock = FakeClock()
    watcher = Watcher(clock, SECOND)
    hop = Hop("http://a.test/", "allowed", Validators(), 0.0, status=200, ip="127.0.0.1")
    watcher(hop)
    await clock.advance(SECOND / 2)
    watcher(hop)
    await clock.advance(SECOND)
    watcher(hop)
    assert (len(watcher.early), watcher.requests) == (1, 3)
