"""One parser process, seen from the daemon: start it, give it one job at a time, kill it."""

import asyncio
import contextlib
import io
import os
import pickle
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any, Final, Self

from scraper.adapters import parser_loop as loop
from scraper.adapters.wire import decoder
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.settings import Workers

START_LIMIT: Final = timedelta(seconds=30)
"""Real time from fork to READY: imports on a machine that is busy."""
STDERR_KEPT: Final = 4096
"""Bytes of a worker's last words."""

_refusal: Final = decoder(loop.Refusal)
_failure: Final = decoder(loop.Failure)


class WorkerLost(Exception):
    """The process is gone or no longer to be trusted; `trace` is the end of what it wrote to stderr."""

    def __init__(self, reason: Outcome, detail: str, trace: str = "") -> None:
        self.reason = reason
        self.trace = trace
        super().__init__(detail)


class ParserFault(Exception):
    """A parser raised what it should not; the process is well. `trace` is its traceback: hostile text."""

    def __init__(self, failure: loop.Failure) -> None:
        self.trace = failure.traceback
        super().__init__(failure.summary)


class ParserProcess:
    """A worker that has said READY. Whoever gets a WorkerLost or is cancelled must `kill` it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise ValueError("a worker has three pipes")
        self._process = process
        self._requests = process.stdin
        self._replies = process.stdout
        self._last_words = bytearray()
        self._listening = asyncio.create_task(self._listen(process.stderr))
        self.jobs = 0

    @classmethod
    async def start(cls, command: Sequence[str], limits: Workers) -> Self:
        """Return a worker that is ready; raises WorkerLost, or OSError where no process can be made."""
        cpu = max(1.0, limits.deadline.total_seconds())
        process = await asyncio.create_subprocess_exec(
            *command,
            f"--memory={limits.memory}",
            f"--cpu={cpu}",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_environment(),
            start_new_session=True,
        )
        started = cls(process)
        try:
            async with asyncio.timeout(START_LIMIT.total_seconds()):
                await started._expect(loop.READY)
        except TimeoutError:
            await started.kill()
            raise WorkerLost(Outcome.PARSER_DIED, f"not ready within {START_LIMIT}") from None
        except BaseException:  # cancelled or lost: nobody else knows of this process yet
            await started.kill()
            raise
        return started

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    async def run(self, job: str, arguments: tuple[object, ...], deadline: timedelta) -> bytes:
        """Return the encoded answer; raises ExtractionError as the job did, ParserFault or WorkerLost."""
        self.jobs += 1
        url = getattr(arguments[0], "url", "")
        try:
            async with asyncio.timeout(deadline.total_seconds()):
                await self._send(_pickled((job, arguments)))
                await self._expect(loop.ACCEPTED)
            async with asyncio.timeout(deadline.total_seconds()):
                tag, payload = await self._receive()
        except TimeoutError:
            detail = f"not done within {deadline.total_seconds():g} s"
            raise WorkerLost(Outcome.PARSE_TIMED_OUT, detail) from None
        if tag == loop.VALUE:
            return payload
        if tag == loop.REFUSED:
            refusal = _refusal(payload)
            raise ExtractionError(refusal.url or url, refusal.reason, refusal.detail)
        if tag == loop.FAILED:
            raise ParserFault(_failure(payload))
        raise WorkerLost(Outcome.PARSER_DIED, f"an answer with the tag {tag!r}")

    @property
    def alive(self) -> bool:
        """Whether it can be given a job."""
        return self._process.returncode is None and not self._replies.at_eof()

    def signal(self) -> None:
        """Send SIGKILL to the process and its session."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def kill(self) -> None:
        """End the process and its session at once, and return when nothing of it is left."""
        self.signal()
        if not self._requests.is_closing():
            self._requests.transport.abort()
        await self._gone()

    async def retire(self, within: timedelta) -> None:
        """Let an idle process end by itself, and kill it where it does not."""
        self._requests.close()
        try:
            async with asyncio.timeout(within.total_seconds()):
                await self._gone()
        except TimeoutError:
            await self.kill()

    async def _send(self, payload: bytes) -> None:
        try:
            self._requests.writelines((loop.HEADER.pack(len(payload)), payload))
            await self._requests.drain()
        except OSError:
            raise await self._post_mortem() from None

    async def _expect(self, tag: bytes) -> None:
        received, _ = await self._receive()
        if received != tag:
            raise WorkerLost(Outcome.PARSER_DIED, f"said {received!r} instead of {tag!r}")

    async def _receive(self) -> tuple[bytes, bytes]:
        try:
            (length,) = loop.HEADER.unpack(await self._replies.readexactly(loop.HEADER.size))
            if not 1 <= length <= loop.REPLY_LIMIT + 1:
                raise WorkerLost(Outcome.PARSER_DIED, f"an answer of {length} bytes")
            frame = await self._replies.readexactly(length)
        except (asyncio.IncompleteReadError, OSError):
            raise await self._post_mortem() from None
        return frame[:1], frame[1:]

    async def _post_mortem(self) -> WorkerLost:
        """Return how a process ended that has closed its pipe."""
        await self.retire(timedelta(seconds=1))
        code = self._process.returncode or 0
        ending = signal.Signals(-code).name if code < 0 else f"exit {code}"
        reason = Outcome.PARSE_TIMED_OUT if code == -signal.SIGXCPU else Outcome.PARSER_DIED
        words = self._last_words.decode("utf-8", "replace").strip()
        *_, last = ["", *words.splitlines()]
        return WorkerLost(reason, f"{ending}: {last[:200]}" if last else ending, words)

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        while heard := await stderr.read(STDERR_KEPT):
            self._last_words += heard
            del self._last_words[:-STDERR_KEPT]

    async def _gone(self) -> None:
        # asyncio calls a process ended when its pipes are: one whose reading is paused never would be.
        while await self._replies.read(65536):
            pass
        await self._listening
        await self._process.wait()


class _Pickler(pickle.Pickler):
    """Takes the read-only mappings along that frozen values hold."""

    def reducer_override(self, value: object) -> Any:
        if isinstance(value, MappingProxyType):
            return loop.read_only, (dict(value),)
        return NotImplemented


def _pickled(job: tuple[str, tuple[object, ...]]) -> bytes:
    buffer = io.BytesIO()
    _Pickler(buffer, protocol=pickle.HIGHEST_PROTOCOL).dump(job)
    return buffer.getvalue()


def _environment() -> dict[str, str]:
    """Return all that a worker may know of ours: where the modules are. No credentials, no sockets."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}
