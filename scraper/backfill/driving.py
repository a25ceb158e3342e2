"""The driver: parts to an executor, what they bring to the one writer. It never knows which executor.

A bounded number of parts is under way. A part whose worker dies is read again, alone from then on, so that
no other pays for it; one that kills its worker alone, again and again, is a failed part.
"""

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait

from scraper.backfill.engines import RETRIES, Engine
from scraper.errors import ScraperError
from scraper.outcomes import Outcome
from scraper.types.past import Part, PartRead

Read = Callable[[Part], PartRead]
Take = Callable[[PartRead], None]


def drive(parts: Iterable[Part], read: Read, engine: Engine, take: Take) -> None:
    """Have every part read and hand what it brought to `take`, in whatever order they end.

    Raises ScraperError where the engine as a whole is lost: what was taken stays taken.
    """
    left = deque(parts)
    while left:
        for part in _round(left, read, engine, take):
            if not any(not _round(deque([part]), read, engine, take) for _ in range(RETRIES)):
                take(PartRead(part, Outcome.PARSER_DIED, "every worker that read it died"))


def _round(left: deque[Part], read: Read, engine: Engine, take: Take) -> list[Part]:
    """Take parts from `left` until none is left or a worker is lost; return what was lost with it."""
    with engine.start() as executor:
        return _Round(executor, read, engine, take).run(left)


class _Round:
    """What is done with one executor, until all is done or a worker is lost."""

    def __init__(self, executor: Executor, read: Read, engine: Engine, take: Take) -> None:
        self._executor = executor
        self._read = read
        self._engine = engine
        self._take = take
        self._running: dict[Future[PartRead], Part] = {}

    def run(self, left: deque[Part]) -> list[Part]:
        """Take parts from `left` until none is left; return those that were lost with a worker."""
        lost: list[Part] = []
        while not lost and (left or self._running):
            while left and len(self._running) < self._engine.in_flight:
                part = left.popleft()
                self._running[self._executor.submit(self._read, part)] = part
            done, _ = wait(self._running, return_when=FIRST_COMPLETED)
            for future in done:
                part = self._running.pop(future)
                if not self._ended(future, part):
                    lost.append(part)
        return [*lost, *self._running.values()] if lost else []

    def _ended(self, future: Future[PartRead], part: Part) -> bool:
        """Hand over what a part brought; False where its worker was lost."""
        try:
            read = future.result()
        except self._engine.lost:
            return False
        except self._engine.gone as error:
            raise ScraperError(f"the engine is lost ({error!r}); run again, nothing is repeated") from error
        except Exception as error:  # noqa: BLE001  (a fault met on one part must not end the others)
            read = PartRead(part, Outcome.INTERNAL_ERROR, repr(error))
        self._take(read)
        return True
