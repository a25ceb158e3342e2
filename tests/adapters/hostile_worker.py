"""A parser process whose jobs do what the page's address says: tests start it in place of the real one."""

import faulthandler
import os
import resource
import signal
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import lxml.etree

from scraper.adapters.parser_loop import run
from scraper.core.furniture import Furniture
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import (
    Article,
    CanonicalUrl,
    Channel,
    Found,
    Index,
    Link,
    Page,
    ParsedDate,
    Precision,
    Signal,
    Source,
)

KEPT: list[bytes] = []


def read_index(page: Page, channel: Channel, source: Source) -> Index:
    behave(page.url)
    limit, _ = resource.getrlimit(resource.RLIMIT_CPU)
    address = f"{page.url}/1"
    link = Link(CanonicalUrl(address), address, title=f"{os.getpid()}", summary=f"{limit}", guid=source.id)
    return Index((link,), children=(channel.url,), poll_hint=timedelta(minutes=5), dropped={"no_link": 2})


def extract(page: Page, source: Source, link: Link, _: Furniture) -> Article | Link:
    behave(page.url)
    if page.url.endswith("nonsense"):
        return Link(link.url, "javascript:alert(1)")
    return Article(
        url=link.url,
        source=source.id,
        address=page.url,
        headline=Found("Заголовок 見出し", Signal.H1, raw="<h1>", confidence=0.5),
        body=Found(("one", "two\ud800\0"), Signal.SITE_RULE),
        language=Found("uk", Signal.HTML_LANG),
        published=Found(
            ParsedDate(
                datetime(2026, 5, 1, 9, tzinfo=UTC),
                Precision.MINUTE,
                "1 травня",
                "UTC",
                frozenset({"year"}),
            ),
            Signal.TIME_ELEMENT,
        ),
        translations={"en": "https://example.org/en"},
        notes=(page.body.decode(),),
    )


def behave(url: str) -> None:
    BEHAVIOURS[url.rpartition("/")[2]](url)


def hang(_: str) -> None:
    while True:
        pass


def fill_memory(_: str) -> None:
    while True:
        KEPT.append(bytes(10 * 1024 * 1024))


def run_short(_: str) -> None:
    raise lxml.etree.XPathEvalError("unknown error")


def recurse(url: str) -> None:
    recurse(url)


def use_cpu(_: str) -> None:
    end = time.process_time() + 1.1
    while time.process_time() < end:
        pass


def refuse(url: str) -> None:
    raise ExtractionError(url, Outcome.NO_ARTICLE, "nothing here")


def fail(_: str) -> None:
    raise ZeroDivisionError("a fault of ours")


BEHAVIOURS: Mapping[str, Callable[[str], object]] = {
    "well": lambda _: None,
    "nonsense": lambda _: None,
    "hang": hang,
    "sleep": lambda _: time.sleep(60),
    "memory": fill_memory,
    "short": run_short,
    "deep": recurse,
    "killed": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "crash": lambda _: faulthandler._sigsegv(),  # type: ignore[attr-defined]
    "exit": lambda _: os._exit(3),
    "refuse": refuse,
    "bug": fail,
    "print": lambda _: print("to stdout, where the answers go"),  # noqa: T201 - the point of the case
    "cpu": use_cpu,
}


if __name__ == "__main__":
    run({"read_index": read_index, "extract": extract})
