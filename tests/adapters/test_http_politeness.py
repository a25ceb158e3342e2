"""How often a host is asked: robots.txt, spacing, Retry-After, and all of it across restarts."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import Mock, patch

import httpx
import pytest

from scraper.adapters import robots_gate
from scraper.adapters.http import HttpFetcher
from scraper.adapters.sqlite.store import SqliteStore
from scraper.core.robots import parse_robots
from scraper.errors import FetchError
from scraper.outcomes import Outcome
from scraper.ports import HostMemory, HostState
from scraper.types import Source, SourceId
from tests.fakes_clock import MONDAY, FakeClock
from tests.fakes_network import HostMemoryInMemory
from tests.fakes_web import Answer, Web, answer

SECOND = timedelta(seconds=1)
ROBOTS = "https://news.example/robots.txt"
A, B = "https://news.example/a", "https://news.example/b"
SOURCE = Source(SourceId("news"), "News", "https://news.example/", "UA", ("uk",), "Europe/Kyiv", ())


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(eager=True)


async def word(fetcher: HttpFetcher, url: str) -> str:
    try:
        await fetcher.fetch(url, SOURCE)
    except FetchError as error:
        return error.reason.value
    return "ok"


def gaps(web: Web, host: str = "news.example") -> list[timedelta]:
    times = [at for at, url in web.asked if httpx.URL(url).host == host]
    return [later - earlier for earlier, later in itertools.pairwise(times)]


async def test_one_host_is_asked_once_a_second_and_by_one_at_a_time() -> None:
    clock = FakeClock()
    web = Web(clock, {f"https://news.example/{n}": answer() for n in range(5)})
    async with web.fetcher() as fetcher:
        tasks = [asyncio.create_task(word(fetcher, f"https://news.example/{n}")) for n in range(5)]
        # Robots.txt is compiled in a thread, which the fake clock does not wait for.
        while not all(task.done() for task in tasks):
            await clock.advance(SECOND / 4)
            await asyncio.sleep(0.001)
        assert [task.result() for task in tasks] == ["ok"] * 5
    assert len(web.asked) == 6, "robots.txt once"
    assert web.most_at_once == 1
    assert min(gaps(web)) >= SECOND


async def test_hosts_do_not_wait_for_each_other(clock: FakeClock) -> None:
    web = Web(clock, {f"https://{host}.example/": answer() for host in "abcd"})
    async with web.fetcher() as fetcher:
        await asyncio.gather(*(word(fetcher, f"https://{host}.example/") for host in "abcd"))
    assert len({url for _, url in web.asked}) == 8
    assert all(gaps(web, f"{host}.example") >= [SECOND] for host in "abcd")


async def test_jitter_makes_the_gap_longer(clock: FakeClock) -> None:
    web = Web(clock, {A: answer(), B: answer()})
    async with web.fetcher(jitter=lambda: 0.5) as fetcher:
        await word(fetcher, A)
        await word(fetcher, B)
    assert gaps(web) == [1.1 * SECOND] * 2


async def test_a_crawl_delay_is_honoured(clock: FakeClock) -> None:
    web = Web(clock, {ROBOTS: answer(b"User-agent: *\nCrawl-delay: 30\n"), A: answer(), B: answer()})
    async with web.fetcher() as fetcher:
        await word(fetcher, A)
        await word(fetcher, B)
    assert gaps(web)[1] == 30 * SECOND


async def test_robots_txt_itself_is_asked_again_no_sooner_than_its_crawl_delay(clock: FakeClock) -> None:
    web = Web(clock, {ROBOTS: answer(b"User-agent: *\nCrawl-delay: 30\n"), A: answer()})
    async with web.fetcher() as fetcher:
        await word(fetcher, A)
        await clock.sleep(timedelta(hours=23, minutes=59, seconds=50))
        await word(fetcher, A)
        await clock.sleep(10 * SECOND)
        await word(fetcher, A)
    assert len(web.times(ROBOTS)) == 2
    assert min(gaps(web)[1:]) >= 30 * SECOND


async def test_rules_are_not_read_again_for_an_index_however_many_hosts_there_are(clock: FakeClock) -> None:
    hosts = [f"https://{name}.example" for name in "abcde"]
    rules = answer(b"User-agent: *\nDisallow: /closed\nCrawl-delay: 2\n")
    pages = {f"{host}/robots.txt": rules for host in hosts} | {f"{host}/feed": answer() for host in hosts}
    reading = Mock(wraps=parse_robots)
    with patch.multiple(robots_gate, _COMPILED=1, parse_robots=reading):
        async with Web(clock, pages).fetcher() as fetcher:
            for _ in range(3):
                assert {await word(fetcher, f"{host}/feed") for host in hosts} == {"ok"}
                read, reading.call_count = reading.call_count, 0
            assert read == 0
            assert await word(fetcher, f"{hosts[0]}/closed") == "robots_disallowed"
            assert reading.call_count == 1


async def test_a_verdict_lives_no_longer_than_its_robots_txt(clock: FakeClock) -> None:
    web = Web(clock, {ROBOTS: answer(b""), A: answer()})
    async with web.fetcher() as fetcher:
        assert await word(fetcher, A) == "ok"
        web.pages[ROBOTS] = answer(b"User-agent: *\nDisallow: /a\n")
        assert await word(fetcher, A) == "ok"
        await clock.sleep(timedelta(hours=25))
        assert await word(fetcher, A) == "robots_disallowed"


async def test_a_very_long_crawl_delay_is_not_waited_for_but_told(clock: FakeClock) -> None:
    memory = HostMemoryInMemory()
    web = Web(clock, {ROBOTS: answer(b"User-agent: *\nCrawl-delay: 600\n"), A: answer(), B: answer()})
    async with web.fetcher(memory) as fetcher:
        assert await word(fetcher, A) == "ok"
    async with web.fetcher(memory) as fetcher:  # a restart is no excuse
        with pytest.raises(FetchError) as refusal:
            await fetcher.fetch(B, SOURCE)
    assert (refusal.value.reason, refusal.value.retry_after) == (Outcome.RATE_LIMITED, 600 * SECOND)
    assert not web.times(B)


async def test_429_blocks_the_host_until_its_time_has_come(clock: FakeClock) -> None:
    memory = HostMemoryInMemory()
    web = Web(clock, {A: answer(status=429, retry_after="600"), B: answer()})
    async with web.fetcher(memory) as fetcher:
        with pytest.raises(FetchError) as refusal:
            await fetcher.fetch(A, SOURCE)
        assert refusal.value.retry_after == 600 * SECOND
        with pytest.raises(FetchError) as refusal:
            await fetcher.fetch(B, SOURCE)
        assert (refusal.value.reason, refusal.value.retry_after) == (Outcome.RATE_LIMITED, 600 * SECOND)
    async with web.fetcher(memory) as fetcher:
        assert await word(fetcher, B) == "rate_limited"
        assert not web.times(B)
        await clock.sleep(601 * SECOND)
        assert await word(fetcher, B) == "ok"


async def test_429_without_a_time_blocks_for_a_minute(clock: FakeClock) -> None:
    web = Web(clock, {A: answer(status=429), B: answer()})
    async with web.fetcher() as fetcher:
        assert await word(fetcher, A) == "rate_limited"
        assert await word(fetcher, B) == "rate_limited"
        await clock.sleep(61 * SECOND)
        assert await word(fetcher, B) == "ok"


async def test_429_of_robots_txt_blocks_the_host_too(clock: FakeClock) -> None:
    web = Web(clock, {ROBOTS: answer(status=429, retry_after="60"), A: answer()})
    async with web.fetcher() as fetcher:
        assert await word(fetcher, A) == "rate_limited"
        assert len(web.asked) == 1
        web.pages[ROBOTS] = answer(b"")
        await clock.sleep(61 * SECOND)
        assert await word(fetcher, A) == "ok"


async def test_503_binds_its_address_alone(clock: FakeClock) -> None:
    web = Web(clock, {A: answer(status=503, retry_after="600"), B: answer()})
    async with web.fetcher() as fetcher:
        with pytest.raises(FetchError) as refusal:
            await fetcher.fetch(A, SOURCE)
        assert (refusal.value.reason, refusal.value.retry_after) == (Outcome.UNAVAILABLE, 600 * SECOND)
        assert await word(fetcher, B) == "ok"


@pytest.mark.parametrize(
    "step",
    [timedelta(days=-400), timedelta(hours=-1), timedelta(days=400)],
    ids=["far back", "an hour back", "far forward"],
)
async def test_a_step_of_the_clock_neither_stalls_nor_hurries(clock: FakeClock, step: timedelta) -> None:
    web = Web(clock, {A: answer(), B: answer()})
    async with web.fetcher() as fetcher:
        await word(fetcher, A)
        clock.set(clock.now() + step)
        clock.slept.clear()
        assert await word(fetcher, B) == "ok"
    assert sum(clock.slept, timedelta(0)) <= 3 * SECOND


# -- robots.txt ----------------------------------------------------------------------------------------


async def test_robots_txt_is_asked_first_and_then_once_a_day(clock: FakeClock) -> None:
    memory = HostMemoryInMemory()
    web = Web(clock, {ROBOTS: answer(b"User-agent: *\nDisallow: /b\n"), A: answer(), B: answer()})
    for _ in range(2):
        async with web.fetcher(memory) as fetcher:
            assert (await word(fetcher, A), await word(fetcher, B)) == ("ok", "robots_disallowed")
            await clock.sleep(timedelta(hours=11))
    assert len(web.times(ROBOTS)) == 1
    assert not web.times(B)
    web.pages[ROBOTS] = answer(b"User-agent: *\nDisallow: /a\n")
    await clock.sleep(timedelta(hours=3))
    async with web.fetcher(memory) as fetcher:
        assert (await word(fetcher, A), await word(fetcher, B)) == ("robots_disallowed", "ok")
    assert len(web.times(ROBOTS)) == 2


async def test_only_our_own_name_and_the_star_bind_us(clock: FakeClock) -> None:
    text = b"User-agent: japan\nDisallow: /\n\nUser-agent: Japan-Ukraine-Monitor/2\nDisallow: /b\n"
    web = Web(clock, {ROBOTS: answer(text), A: answer(), B: answer()})
    async with web.fetcher() as fetcher:
        assert (await word(fetcher, A), await word(fetcher, B)) == ("ok", "robots_disallowed")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
async def test_a_refused_robots_txt_allows_all(clock: FakeClock, status: int) -> None:
    web = Web(clock, {ROBOTS: answer(b"User-agent: *\nDisallow: /\n", status), A: answer()})
    async with web.fetcher() as fetcher:
        assert await word(fetcher, A) == "ok"


def _broken(_: httpx.Request) -> httpx.Response:
    raise httpx.RemoteProtocolError("illegal header line")


@pytest.mark.parametrize(
    "trouble", [answer(status=500), answer(status=503), _broken], ids=["500", "503", "broken"]
)
async def test_an_unreachable_robots_txt_forbids_all_for_ten_minutes(
    clock: FakeClock, trouble: Answer
) -> None:
    web = Web(clock, {ROBOTS: trouble, A: answer()})
    async with web.fetcher() as fetcher:
        with pytest.raises(FetchError) as refusal:
            await fetcher.fetch(A, SOURCE)
        assert refusal.value.reason is Outcome.ROBOTS_UNREACHABLE
        assert refusal.value.retry_after == timedelta(minutes=10)
        assert await word(fetcher, A) == "robots_unreachable"
        assert len(web.asked) == 1, "and it is not asked again meanwhile"
        web.pages[ROBOTS] = answer(b"")
        await clock.sleep(timedelta(minutes=11))
        assert await word(fetcher, A) == "ok"


async def test_an_expired_copy_counts_while_robots_txt_is_unreachable(clock: FakeClock) -> None:
    web = Web(clock, {ROBOTS: answer(b"User-agent: *\nDisallow: /b\n"), A: answer(), B: answer()})
    async with web.fetcher() as fetcher:
        await word(fetcher, A)
        web.pages[ROBOTS] = answer(status=500)
        await clock.sleep(timedelta(hours=25))
        assert (await word(fetcher, A), await word(fetcher, B)) == ("ok", "robots_disallowed")
    assert len(web.times(ROBOTS)) == 2


async def test_a_host_that_cannot_be_reached_is_told_as_such_and_tried_again(clock: FakeClock) -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    web = Web(clock, {ROBOTS: refuse, A: answer()})
    async with web.fetcher() as fetcher:
        assert await word(fetcher, A) == "connect_failed"
        web.pages[ROBOTS] = answer(b"")
        assert await word(fetcher, A) == "ok"


async def test_robots_txt_is_asked_once_however_many_wait_for_it(clock: FakeClock) -> None:
    web = Web(clock, {ROBOTS: answer(b""), A: answer(), B: answer()})
    async with web.fetcher() as fetcher:
        await asyncio.gather(*(word(fetcher, url) for url in (A, B, A, B)))
    assert len(web.times(ROBOTS)) == 1


# -- memory --------------------------------------------------------------------------------------------


def _state(host: str, at: datetime = MONDAY) -> HostState:
    return HostState(host, at, 2 * SECOND, at + SECOND, b"User-agent: *\nDisallow:\n", 200, at)


@asynccontextmanager
async def in_memory(_: Path) -> AsyncIterator[HostMemory]:
    yield HostMemoryInMemory()


def in_sqlite(directory: Path) -> AbstractAsyncContextManager[HostMemory]:
    return SqliteStore(directory / "hosts.db")


@pytest.mark.parametrize("make", [in_memory, in_sqlite], ids=["in memory", "in SQLite"])
async def test_a_memory_of_hosts_gives_back_the_latest_of_each(
    make: Callable[[Path], AbstractAsyncContextManager[HostMemory]], tmp_path: Path
) -> None:
    async with make(tmp_path) as memory:
        assert list(await memory.hosts()) == []
        await memory.remember(_state("a.example:443"))
        await memory.remember(_state("b.example:443"))
        await memory.remember(_state("a.example:443", MONDAY + SECOND))
        assert sorted(await memory.hosts(), key=lambda state: state.host) == [
            _state("a.example:443", MONDAY + SECOND),
            _state("b.example:443"),
        ]
