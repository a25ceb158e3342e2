"""The `Parser` port over killable processes, so that a page that hangs or crashes a parser harms no other.

A few long-lived workers, one job each at a time. A worker whose job passes its deadline, runs out of
memory, dies or is abandoned is killed and replaced in the background; so is one that has done many jobs.
Nothing is retried here: the reason travels, and the caller's retry state decides.
"""

import asyncio
import itertools
import logging
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from types import TracebackType
from typing import Final, Self, TypeVar

from scraper.adapters.parser_process import START_LIMIT, ParserFault, ParserProcess, WorkerLost
from scraper.adapters.wire import WireError, decoder
from scraper.core.furniture import EMPTY, Furniture
from scraper.errors import ExtractionError, ScraperError
from scraper.outcomes import Outcome
from scraper.settings import Workers
from scraper.types import Article, Channel, Index, Link, Page, Source

T = TypeVar("T")

COMMAND: Final = (sys.executable, "-P", "-X", "faulthandler", "-m", "scraper.adapters.parser_worker")
JOBS_PER_WORKER: Final = 1000
"""Jobs after which a process is replaced: whatever a C library leaks stays small."""
QUEUE_LIMIT: Final = timedelta(seconds=120)
"""Real time that a job waits for a free worker, respawning ones included."""
CLOSE_WITHIN: Final = timedelta(seconds=1)
"""Real time that idle workers get to end by themselves."""
LARGE: Final = 256 * 1024
"""Bytes of an answer from which it is decoded beside the event loop."""
RESTART_PAUSES: Final = (0.1, 1.0, 5.0, 30.0)
"""Seconds between attempts to start a worker, the last one for ever."""

_log = logging.getLogger(__name__)


class ParserPool:
    """Parser processes, from `async with` to its end. Jobs wait at their callers and are done in turn."""

    def __init__(
        self, workers: Workers, command: Sequence[str] = COMMAND, jobs: int = JOBS_PER_WORKER
    ) -> None:
        self._workers = workers
        self._command = tuple(command)
        self._jobs = jobs
        self._idle: asyncio.Queue[ParserProcess] = asyncio.Queue()
        self._busy: set[ParserProcess] = set()
        self._starts: set[asyncio.Task[None]] = set()
        self._ends: set[asyncio.Task[None]] = set()
        self._closing = False
        self._read_index = decoder(Index)
        self._read_article = decoder(Article)
        self.lost: Counter[Outcome] = Counter()
        """Workers that had to be replaced before their time, by reason."""

    async def __aenter__(self) -> Self:
        for _ in range(self._workers.count):
            self._track(self._starts, self._start())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing = True
        for start in self._starts:
            start.cancel()
        for process in self._busy:
            process.signal()
        while not self._idle.empty():
            self._track(self._ends, self._idle.get_nowait().retire(CLOSE_WITHIN))
        if unfinished := self._starts | self._ends:
            await asyncio.wait(unfinished)

    async def warm(self) -> None:
        """Return when a worker is ready; raises ScraperError where none can be started.

        Jobs wait by themselves: this is for a start-up that shall not say READY without a parser.
        """
        try:
            async with asyncio.timeout(START_LIMIT.total_seconds()):
                self._idle.put_nowait(await self._take())
        except TimeoutError:
            raise ScraperError("no parser process can be started: the log says why") from None

    async def read_index(self, page: Page, channel: Channel, source: Source) -> Index:
        """Return what the index names; see `scraper.ports.Parser`."""
        return await self._run("read_index", (page, channel, source), self._read_index)

    async def extract(
        self, page: Page, source: Source, link: Link, furniture: Furniture = EMPTY
    ) -> Article:
        """Return the article that the page shows; see `scraper.ports.Parser`."""
        return await self._run("extract", (page, source, link, furniture), self._read_article)

    async def _run(
        self, job: str, arguments: tuple[Page, *tuple[object, ...]], read: Callable[[bytes], T]
    ) -> T:
        url = arguments[0].url
        try:
            async with self._worker() as process:
                answer = await process.run(job, arguments, self._workers.deadline)
                return read(answer) if len(answer) < LARGE else await asyncio.to_thread(read, answer)
        except ParserFault as fault:
            _log.error("a parser failed on %s: %s", url, fault, extra={"trace": fault.trace})
            raise ExtractionError(url, Outcome.PARSER_ERROR, str(fault)) from None
        except WorkerLost as lost:
            self.lost[lost.reason] += 1
            _log.warning("a parser process was lost on %s: %s", url, lost, extra={"trace": lost.trace})
            raise ExtractionError(url, lost.reason, str(lost)) from None
        except WireError as error:
            raise ExtractionError(url, Outcome.PARSER_DIED, f"an answer that is {error}") from error
        except TimeoutError:
            detail = f"no worker was free within {QUEUE_LIMIT.total_seconds():g} s"
            raise ExtractionError(url, Outcome.PARSER_DIED, detail) from None

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[ParserProcess]:
        """Lend out a worker; afterwards it is idle again if it can be trusted, else replaced."""
        process = await self._take()
        self._busy.add(process)
        trusted = False
        try:
            yield process
            trusted = True
        except (ExtractionError, ParserFault):
            trusted = True
            raise
        finally:
            self._busy.remove(process)
            if trusted and process.jobs < self._jobs and not self._closing:
                self._idle.put_nowait(process)
            else:
                self._replace(process)

    async def _take(self) -> ParserProcess:
        """Return an idle worker; raises TimeoutError after QUEUE_LIMIT."""
        async with asyncio.timeout(QUEUE_LIMIT.total_seconds()):
            while not (process := await self._idle.get()).alive:
                self._replace(process)
            return process

    def _replace(self, process: ParserProcess) -> None:
        self._track(self._ends, process.kill())
        if not self._closing:
            self._track(self._starts, self._start())

    async def _start(self) -> None:
        """Make one more worker idle, however many attempts that takes."""
        for pause in itertools.chain(RESTART_PAUSES, itertools.repeat(RESTART_PAUSES[-1])):
            try:
                self._idle.put_nowait(await ParserProcess.start(self._command, self._workers))
            except (WorkerLost, OSError) as error:
                _log.error("no parser process: %s; trying again in %g s", error, pause)
                await asyncio.sleep(pause)
            else:
                return

    def _track(self, tasks: set[asyncio.Task[None]], work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
