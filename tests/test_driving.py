"""The driver of a backfill: whatever becomes of workers, each part is taken once or named as failed."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

import pytest

from scraper.backfill.driving import drive
from scraper.backfill.engines import Engine, inline
from scraper.errors import ScraperError, StoreError
from scraper.outcomes import Outcome
from scraper.types.past import Part, PartKind, PartRead

P = ParamSpec("P")
T = TypeVar("T")

PARTS = [Part(f"id{n}", PartKind.WARC, f"part {n}", f"/nowhere/{n}") for n in range(7)]


class Flaky(Executor):
    """Ends each task at once; a fatal one breaks it, and with it whatever is asked for afterwards."""

    def __init__(self, is_fatal: Callable[[Part], bool]) -> None:
        self._is_fatal = is_fatal
        self._broken = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        [part] = args
        assert isinstance(part, Part)
        if self._broken or self._is_fatal(part):
            self._broken = True
            future.set_exception(BrokenProcessPool("a worker died"))
        else:
            future.set_result(fn(*args, **kwargs))
        return future


def read(part: Part) -> PartRead:
    return PartRead(part, pages=1)


def driven(engine: Engine, read: Callable[[Part], PartRead] = read) -> dict[str, Outcome]:
    """Return how each part ended; that it ended once is asserted."""
    taken: list[PartRead] = []
    drive(PARTS, read, engine, taken.append)
    assert Counter(one.part.id for one in taken) == Counter(part.id for part in PARTS)
    return {one.part.name: one.outcome for one in taken}


def test_without_an_engine_every_part_is_read_in_turn() -> None:
    assert set(driven(inline()).values()) == {Outcome.OK}


def test_parts_lost_with_a_worker_are_read_again() -> None:
    deaths = Counter({"part 3": 1})

    def is_fatal(part: Part) -> bool:
        deaths[part.name] -= 1
        return deaths[part.name] >= 0

    assert set(driven(Engine("flaky", lambda: Flaky(is_fatal), 4)).values()) == {Outcome.OK}


def test_a_part_that_kills_every_worker_is_a_failed_part_and_the_others_are_read() -> None:
    ended = driven(Engine("flaky", lambda: Flaky(lambda part: part.name == "part 3"), 4))
    assert ended.pop("part 3") is Outcome.PARSER_DIED
    assert set(ended.values()) == {Outcome.OK}


def test_a_fault_met_on_one_part_does_not_end_the_others() -> None:
    def faulty(part: Part) -> PartRead:
        if part.name == "part 3":
            raise ZeroDivisionError
        return read(part)

    ended = driven(inline(), faulty)
    assert ended.pop("part 3") is Outcome.INTERNAL_ERROR
    assert set(ended.values()) == {Outcome.OK}


def test_an_engine_that_is_lost_ends_the_run_with_a_message() -> None:
    def lost(part: Part) -> PartRead:
        raise CancelledError(part.name)

    engine = inline()
    gone = Engine("gone", engine.start, 1, gone=(CancelledError,))
    with pytest.raises(ScraperError, match="run again, nothing is repeated"):
        driven(gone, lost)


def test_a_store_that_refuses_ends_the_run() -> None:
    def refuse(read: PartRead) -> None:
        raise StoreError(f"the disk is full at {read.part.name}")

    with pytest.raises(StoreError, match="disk is full"):
        drive(PARTS, read, inline(), refuse)
