"""Where parts are read: in this process, in others, on a Dask cluster. To the driver all are Executors."""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, ParamSpec, TypeVar

from scraper.errors import ScraperError

P = ParamSpec("P")
T = TypeVar("T")

RETRIES: Final = 2
"""How often a part is read again whose worker was lost."""
AHEAD: Final = 2
"""Parts under way for each worker: one read, one waiting; what is in memory is bounded by it."""


_FRUGAL: Final = MappingProxyType(
    {
        # Trimming the heap after every task costs a third of the CPU (docs/backfill.md).
        "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": "-1",
        # A sample of every stack each 10 ms: nobody looks at them, and a task is a file.
        "distributed.worker.profile.enabled": False,
        "distributed.admin.system-monitor.interval": "5s",
    }
)
"""What the embedded cluster is spared."""


@dataclass(frozen=True, slots=True)
class Engine:
    """How to get an executor, and what its losses look like."""

    name: str
    start: Callable[[], AbstractContextManager[Executor]]
    in_flight: int
    lost: tuple[type[BaseException], ...] = (BrokenProcessPool,)
    """A worker died over the part, or over another one at the same time."""
    gone: tuple[type[BaseException], ...] = ()
    """The engine as a whole is lost."""


class Inline(Executor):
    """Does each task when it is submitted, in this thread: the driver without an engine."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Return a future that is done."""
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  (an executor hands every error to whoever asks for the result)
            future.set_exception(error)
        return future


def inline() -> Engine:
    """Return the engine that is none."""
    return Engine("inline", Inline, 1)


def processes(workers: int) -> Engine:
    """Return an engine of processes on this machine."""

    def start() -> Executor:
        return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))

    return Engine("processes", start, AHEAD * workers)


def dask(workers: int, scheduler: str, say: Callable[[str], None]) -> Engine:
    """Return an engine on a Dask cluster: the one at `scheduler`, else one made on this machine.

    `say` is told where its dashboard is. Raises ScraperError where Dask is not installed.
    """
    try:
        from distributed import KilledWorker  # noqa: PLC0415  (needs an extra)
    except ImportError:
        raise ScraperError("a Dask cluster needs the extra `cluster`") from None

    if scheduler:  # as many parts under way as that cluster has hands for
        with _client(workers, scheduler) as client:
            workers = max(workers, sum(client.nthreads().values()))  # type: ignore[attr-defined]

    @contextmanager
    def start() -> Iterator[Executor]:
        with _client(workers, scheduler) as client:
            say(f"dashboard: {client.dashboard_link}")  # type: ignore[attr-defined]
            executor: Executor = client.get_executor(retries=RETRIES, pure=False)  # type: ignore[attr-defined]
            yield executor

    return Engine("dask", start, AHEAD * workers, (KilledWorker,), (CancelledError,))


@contextmanager
def _client(workers: int, scheduler: str) -> Iterator[object]:
    import dask as configuration  # noqa: PLC0415  (needs an extra)
    from distributed import Client, LocalCluster  # noqa: PLC0415

    try:
        if scheduler:
            with Client(scheduler, timeout="30s") as client:  # type: ignore[no-untyped-call]
                yield client
            return
        with (
            configuration.config.set(_FRUGAL),
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers,
                threads_per_worker=1,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",
            ) as cluster,
            Client(cluster) as client,  # type: ignore[no-untyped-call]
        ):
            yield client
    except (OSError, TimeoutError) as error:
        raise ScraperError(f"no Dask scheduler at {scheduler or 'this machine'}: {error}") from error
