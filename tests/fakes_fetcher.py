"""A Fetcher of the tests: serves what a scenario put at an address, and keeps a list of what was asked."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from scraper.errors import FetchError
from scraper.ports import Clock
from scraper.types import NotModified, Page, Source, Validators

Answer = bytes | FetchError


class FakeFetcher:
    """Answers from `answers` (address -> body or error), with `etags` and `fresh_for` as given."""

    def __init__(self, clock: Clock, answers: Mapping[str, Answer] | None = None) -> None:
        self._clock = clock
        self.answers: dict[str, Answer] = dict(answers or {})
        self.etags: dict[str, str] = {}
        self.fresh_for: dict[str, timedelta] = {}
        self.asked: list[str] = []

    async def fetch(
        self, address: str, source: Source, validators: Validators | None = None
    ) -> Page | NotModified:
        """Return the scripted answer; an unknown address is a programming error of the test."""
        del source
        self.asked.append(address)
        answer = self.answers[address]
        if isinstance(answer, FetchError):
            raise answer
        etag = self.etags.get(address)
        now: datetime = self._clock.now()
        if etag is not None and validators is not None and validators.etag == etag:
            return NotModified(address, now)
        media = "application/rss+xml" if address.endswith(".xml") else "text/html"
        return Page(
            address,
            address,
            (),
            200,
            media,
            "utf-8",
            answer,
            now,
            Validators(etag),
            fresh_for=self.fresh_for.get(address),
        )
