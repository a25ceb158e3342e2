"""The parser processes: what a hostile page does to one job, it does to no other."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

import pytest

from scraper.adapters.parser import ParserPool
from scraper.errors import ExtractionError, ScraperError
from scraper.outcomes import Outcome
from scraper.settings import Workers
from scraper.types import CanonicalUrl, Channel, Link, Page, SiteRules, Source, SourceId

WORKER = (sys.executable, "-P", "-X", "faulthandler", str(Path(__file__).with_name("hostile_worker.py")))
LIMITS = Workers(count=1, deadline=timedelta(seconds=1))
CHANNEL = Channel("https://example.org/feed", fields=MappingProxyType({"url": "link"}))
SOURCE = Source(
    SourceId("unn"),
    "UNN",
    "https://example.org",
    "UA",
    ("uk",),
    "Europe/Kyiv",
    (CHANNEL,),
    article_pattern=re.compile(r"/news/"),
    rules=(SiteRules(headline="h1"),),
)
LINK = Link(CanonicalUrl("https://example.org/news/1"), "https://example.org/news/1")


def page(behaviour: str = "well") -> Page:
    url = f"https://example.org/{behaviour}"
    return Page(url, url, (), 200, "text/html", "utf-8", "тіло".encode(), datetime(2026, 5, 1, tzinfo=UTC))


@pytest.fixture
async def pool() -> AsyncIterator[ParserPool]:
    async with ParserPool(LIMITS, WORKER) as pool:
        yield pool


async def worker_of(pool: ParserPool) -> int:
    """Do a good job; return the pid of the worker that did it."""
    return int((await pool.read_index(page(), CHANNEL, SOURCE)).links[0].title)


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


async def test_an_index_comes_home_whole(pool: ParserPool) -> None:
    index = await pool.read_index(page(), CHANNEL, SOURCE)
    assert index.links[0].guid == "unn"
    assert index.children == (CHANNEL.url,)
    assert index.poll_hint == timedelta(minutes=5)
    assert index.dropped == {"no_link": 2}


async def test_an_article_comes_home_whole_and_as_clean_text(pool: ParserPool) -> None:
    article = await pool.extract(page(), SOURCE, LINK)
    assert article.headline.value == "Заголовок 見出し"
    assert article.body.value == ("one", "two��")
    assert article.published is not None
    assert article.published.value.instant == datetime(2026, 5, 1, 9, tzinfo=UTC)
    assert article.published.value.inferred == {"year"}
    assert article.notes == ("тіло",)


HOSTILE = {
    "a loop that never ends is timed out": ("hang", Outcome.PARSE_TIMED_OUT, "not done within 1 s"),
    "a job that sleeps is timed out": ("sleep", Outcome.PARSE_TIMED_OUT, "not done within 1 s"),
    "a memory bomb meets its limit": ("memory", Outcome.PARSER_DIED, "MemoryError"),
    "a lack of memory as libxml2 tells it": ("short", Outcome.PARSER_DIED, "XPathEvalError: unknown error"),
    "a recursion without an end": ("deep", Outcome.PARSER_DIED, "RecursionError"),
    "a worker killed from outside": ("killed", Outcome.PARSER_DIED, "SIGKILL"),
    "a crash in C code is named": ("crash", Outcome.PARSER_DIED, "SIGSEGV"),
    "a worker that leaves": ("exit", Outcome.PARSER_DIED, "exit 3"),
}


@pytest.mark.parametrize(("behaviour", "reason", "detail"), HOSTILE.values(), ids=HOSTILE)
async def test_a_hostile_page_costs_its_worker_and_the_next_job_is_done(
    pool: ParserPool, behaviour: str, reason: Outcome, detail: str
) -> None:
    before = await worker_of(pool)
    with pytest.raises(ExtractionError, match=detail) as caught:
        await pool.extract(page(behaviour), SOURCE, LINK)
    assert caught.value.reason is reason
    assert caught.value.url == page(behaviour).url
    assert await worker_of(pool) != before
    assert gone(before)
    assert pool.lost == {reason: 1}


ANSWERED = {
    "a refusal travels with its reason": ("refuse", Outcome.NO_ARTICLE, "nothing here"),
    "a fault of ours is told with its place": (
        "bug",
        Outcome.PARSER_ERROR,
        r"ZeroDivisionError at hostile_worker\.py:\d+",
    ),
}


@pytest.mark.parametrize(("behaviour", "reason", "detail"), ANSWERED.values(), ids=ANSWERED)
async def test_an_answer_that_is_an_error_keeps_the_worker(
    pool: ParserPool, behaviour: str, reason: Outcome, detail: str
) -> None:
    before = await worker_of(pool)
    with pytest.raises(ExtractionError, match=detail) as caught:
        await pool.extract(page(behaviour), SOURCE, LINK)
    assert caught.value.reason is reason
    assert await worker_of(pool) == before


async def test_a_fault_of_ours_is_logged_with_the_traceback_of_the_worker(
    pool: ParserPool, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ExtractionError):
        await pool.extract(page("bug"), SOURCE, LINK)
    (record,) = caplog.records
    assert "in fail\n" in record.trace  # type: ignore[attr-defined]


async def test_an_answer_that_is_no_article_costs_the_worker(pool: ParserPool) -> None:
    before = await worker_of(pool)
    with pytest.raises(ExtractionError, match="an answer that is not Article") as caught:
        await pool.extract(page("nonsense"), SOURCE, LINK)
    assert caught.value.reason is Outcome.PARSER_DIED
    assert await worker_of(pool) != before


async def test_a_library_that_prints_does_not_spoil_the_answers(pool: ParserPool) -> None:
    before = await worker_of(pool)
    assert (await pool.extract(page("print"), SOURCE, LINK)).source == "unn"
    assert await worker_of(pool) == before


async def test_the_limit_of_cpu_time_is_set_anew_for_each_job() -> None:
    async with ParserPool(replace(LIMITS, deadline=timedelta(seconds=20)), WORKER) as pool:
        before = await pool.read_index(page("cpu"), CHANNEL, SOURCE)
        after = await pool.read_index(page(), CHANNEL, SOURCE)
    assert before.links[0].title == after.links[0].title
    assert int(after.links[0].summary) > int(before.links[0].summary) >= 20


async def test_a_cancelled_job_costs_its_own_worker_alone() -> None:
    async with ParserPool(replace(LIMITS, count=2, deadline=timedelta(seconds=5)), WORKER) as pool:
        doomed = asyncio.create_task(pool.extract(page("hang"), SOURCE, LINK))
        await asyncio.sleep(0.1)
        other = await worker_of(pool)
        doomed.cancel()
        with pytest.raises(asyncio.CancelledError):
            await doomed
        assert await worker_of(pool) == other
        assert not pool.lost


async def test_a_job_that_waits_for_a_worker_can_be_cancelled(pool: ParserPool) -> None:
    running = asyncio.create_task(pool.extract(page("sleep"), SOURCE, LINK))
    await pool_is_busy(pool)
    waiting = asyncio.create_task(pool.read_index(page(), CHANNEL, SOURCE))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(ExtractionError, match="parse_timed_out"):
        await running
    assert (await pool.read_index(page(), CHANNEL, SOURCE)).links


async def pool_is_busy(pool: ParserPool) -> None:
    await until(lambda: bool(pool._busy))


async def until(true: Callable[[], bool]) -> None:
    while not true():  # noqa: ASYNC110 - what is waited for happens in another process
        await asyncio.sleep(0.01)


async def test_waiting_jobs_are_done_in_turn_though_one_of_them_hangs(pool: ParserPool) -> None:
    behaviours = ["well", "hang", "well", "refuse", "well"]
    answers = await asyncio.gather(
        *(pool.extract(page(behaviour), SOURCE, LINK) for behaviour in behaviours), return_exceptions=True
    )
    reasons = [answer.reason if isinstance(answer, ExtractionError) else None for answer in answers]
    assert reasons == [None, Outcome.PARSE_TIMED_OUT, None, Outcome.NO_ARTICLE, None]


async def test_a_worker_that_died_idle_costs_no_job(pool: ParserPool) -> None:
    before = await worker_of(pool)
    os.kill(before, 9)
    await until(lambda: gone(before))
    assert await worker_of(pool) != before


async def test_a_worker_is_replaced_after_its_share_of_jobs() -> None:
    async with ParserPool(LIMITS, WORKER, jobs=2) as pool:
        pids = [await worker_of(pool) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


async def test_a_pool_that_cannot_start_says_so_at_start_up_and_closes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("scraper.adapters.parser.START_LIMIT", timedelta(seconds=0.3))
    async with ParserPool(LIMITS, (sys.executable, "-c", "raise SystemExit('no such module')")) as pool:
        with pytest.raises(ScraperError, match="no parser process can be started"):
            await pool.warm()
    assert "exit 1: no such module" in caplog.text


async def test_a_pool_leaves_neither_processes_nor_descriptors() -> None:
    before = descriptors()
    for _ in range(2):
        async with ParserPool(replace(LIMITS, count=2), WORKER) as pool:
            await pool.warm()
            pids = {await worker_of(pool)}
            with pytest.raises(ExtractionError):
                await pool.extract(page("crash"), SOURCE, LINK)
            pids.add(await worker_of(pool))
        assert all(gone(pid) for pid in pids)
    assert descriptors() <= before + 1  # asyncio's own for signals, once


async def test_a_pool_that_is_closed_while_starting_leaves_nothing() -> None:
    before = children()
    async with ParserPool(replace(LIMITS, count=2), WORKER):
        await asyncio.sleep(0.05)
        assert children() > before
    assert children() == before


def descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


async def test_closing_is_quick_though_a_job_runs() -> None:
    async with ParserPool(replace(LIMITS, deadline=timedelta(seconds=30)), WORKER) as pool:
        running = asyncio.create_task(pool.extract(page("hang"), SOURCE, LINK))
        await pool_is_busy(pool)
        began = time.monotonic()
    with pytest.raises(ExtractionError, match="SIGKILL"):
        await running
    assert time.monotonic() - began < 2


async def test_a_worker_sees_no_secret_of_the_daemon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "/run/credentials/scraper.service")
    async with ParserPool(LIMITS, WORKER) as pool:
        assert environment_of(await worker_of(pool)) == {"PYTHONPATH", "PYTHONUTF8"}


def environment_of(pid: int) -> set[str]:
    entries = Path(f"/proc/{pid}/environ").read_text().split("\0")
    return {entry.partition("=")[0] for entry in entries if entry}
