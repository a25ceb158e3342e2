"""What a parser process does: read jobs from stdin, answer through stdout, die rather than hang.

It holds itself to limits of the kernel: address space for the whole of its life, CPU time afresh for each
job (RLIMIT_CPU is cumulative, so it is re-armed from what was used), no core files, nothing written to
disk. The wall clock is the business of the parent (`scraper.adapters.parser`).

    parent -> worker   a pickled (job, arguments): the worker trusts its parent
    worker -> parent   READY once, then for each job ACCEPTED and one of VALUE, REFUSED, FAILED (see `wire`)

A frame is a length of four bytes, big endian, one byte for the tag, and the rest.
"""

import argparse
import math
import os
import pickle
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO, Final

from lxml.etree import LxmlError

from scraper.adapters.wire import encode
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome

READY: Final = b"r"
ACCEPTED: Final = b"a"
VALUE: Final = b"v"
REFUSED: Final = b"e"
FAILED: Final = b"x"

HEADER: Final = struct.Struct(">I")
REPLY_LIMIT: Final = 16 * 1024 * 1024
"""Bytes of the longest answer; an honest article is a hundredth of it."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An ExtractionError on its way home."""

    url: str
    reason: Outcome
    detail: str


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception that a parser did not expect: a fault of this program, met on one page."""

    summary: str
    traceback: str


Job = Callable[..., object]


def serve(jobs: Mapping[str, Job], requests: BinaryIO, replies: BinaryIO, cpu_seconds: float) -> None:
    """Do jobs until the parent closes the pipe."""
    _send(replies, READY)
    while header := requests.read(HEADER.size):
        (length,) = HEADER.unpack(header)
        name, arguments = pickle.loads(requests.read(length))  # noqa: S301 - the parent is trusted
        _arm_cpu_limit(cpu_seconds)
        _send(replies, ACCEPTED)
        _send(replies, *_answer(jobs[name], arguments))


def read_only(items: dict[object, object]) -> Mapping[object, object]:
    """Return a view of `items`; pickles name this, since the type itself cannot be pickled."""
    return MappingProxyType(items)


def _answer(job: Job, arguments: tuple[object, ...]) -> tuple[bytes, bytes]:
    try:
        answer = encode(job(*arguments))
    except ExtractionError as error:
        return REFUSED, encode(Refusal(error.url, error.reason, error.detail))
    except (MemoryError, RecursionError, LxmlError):
        # A limit was met; libxml2 tells a lack of memory as an error of whatever it was at. What is left of
        # the heap is not to be trusted: die, and be replaced.
        raise
    except Exception as error:  # noqa: BLE001 - a fault met on one page must not cost the others a worker
        return FAILED, encode(_failure(error))
    if len(answer) > REPLY_LIMIT:
        refusal = Refusal("", Outcome.TOO_LARGE, f"{len(answer)} bytes were read from the page")
        return REFUSED, encode(refusal)
    return VALUE, answer


def _failure(error: Exception) -> Failure:
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - no pathlib for one word
    return Failure(f"{type(error).__name__} at {where}: {error}"[:500], traceback.format_exc(limit=-12))


def _send(replies: BinaryIO, tag: bytes, payload: bytes = b"") -> None:
    replies.write(HEADER.pack(len(payload) + 1) + tag + payload)
    replies.flush()


def _arm_cpu_limit(seconds: float) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def confine(memory: int) -> None:
    """Give up what a parser does not need; `memory` is the most address space, in bytes."""
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return the pipes to the parent, out of the reach of libraries that print."""
    requests = os.fdopen(os.dup(0), "rb")
    replies = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, replies


def run(jobs: Mapping[str, Job]) -> None:
    """Be a worker for these jobs, as the command line says."""
    arguments = argparse.ArgumentParser(prog="parser worker")
    arguments.add_argument("--memory", type=int, required=True, help="bytes of address space")
    arguments.add_argument("--cpu", type=float, required=True, help="seconds of CPU time for a job")
    options = arguments.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes the pipe.
    requests, replies = private_pipes()
    confine(options.memory)
    try:
        serve(jobs, requests, replies, options.cpu)
    except BrokenPipeError:
        sys.exit(0)  # The parent is gone.
