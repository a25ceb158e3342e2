"""What is logged, and where."""

import io
import logging
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scraper import telemetry
from scraper.outcomes import Outcome
from scraper.telemetry import JournalHandler, LineFormatter, LogTelemetry
from scraper.types import ChannelRead, PollReport, SourceId

BEGAN = datetime(2026, 5, 1, 9, tzinfo=UTC)


def report(outcome: Outcome = Outcome.OK, detail: str = "") -> PollReport:
    return PollReport(
        source=SourceId("unn"),
        began_at=BEGAN,
        ended_at=BEGAN + timedelta(seconds=2.34),
        outcome=outcome,
        channels=(ChannelRead("https://example.org/feed", outcome, BEGAN, links=9, new=3, detail=detail),),
        outcomes={Outcome.OK: 2, Outcome.OFF_TOPIC_GATE: 1},
        added=2,
        on_topic=1,
        alerts=1,
        next_poll_at=BEGAN + timedelta(minutes=15),
    )


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """The log as a pipe would get it; logging is left as it was found."""
    root, ours = logging.getLogger(), logging.getLogger("scraper")
    before = root.handlers[:], root.level, ours.level
    root.handlers = []
    stream = io.StringIO()
    telemetry.configure("info", stream)
    yield stream
    root.handlers, level, our_level = before
    root.setLevel(level)
    ours.setLevel(our_level)


def lines(stream: io.StringIO) -> list[str]:
    """The lines without their time."""
    return [line.partition(" ")[2] for line in stream.getvalue().splitlines()]


def test_a_poll_is_one_canonical_line(stream: io.StringIO) -> None:
    LogTelemetry().polled(report())
    (line,) = lines(stream)
    assert line == (
        "INFO polled source=unn outcome=ok new=3 added=2 copies=0 revised=0 on_topic=1 alerts=1 left=0"
        " took=2.3s next=2026-05-01T09:15:00Z"
    )


def test_a_poll_that_failed_is_a_warning_that_says_why(stream: io.StringIO) -> None:
    LogTelemetry().polled(report(Outcome.DNS_FAILED, "no such host\nx"))
    (line,) = lines(stream)
    assert line.startswith("WARNING polled source=unn outcome=dns_failed")
    assert line.endswith(r'detail="no such host\\nx"')


def test_counters_follow_the_polls() -> None:
    said = LogTelemetry()
    said.polled(report())
    said.polled(report(Outcome.DNS_FAILED))
    said.event("reloaded", {"sources": 4})
    assert said.counters == {
        ("polls", "ok"): 1,
        ("polls", "dns_failed"): 1,
        ("links", "ok"): 4,
        ("links", "off_topic_gate"): 2,
        ("alerts", ""): 2,
        ("events", "reloaded"): 1,
    }


EVENTS = {
    "news is information": ("reloaded", "INFO reloaded sources=4"),
    "a refusal is a warning": ("reload_refused", "WARNING reload_refused sources=4"),
}


@pytest.mark.parametrize(("name", "line"), EVENTS.values(), ids=EVENTS)
def test_an_event_is_one_line(stream: io.StringIO, name: str, line: str) -> None:
    LogTelemetry().event(name, {"sources": 4})
    assert lines(stream) == [line]


def crash(said: LogTelemetry) -> None:
    try:
        fail()
    except ValueError as error:
        said.crashed(SourceId("unn"), error)


def fail() -> None:
    raise ValueError("bad\n<0>forged: all is well\x1b[2J")


def test_a_crash_is_told_with_a_traceback_that_forges_no_line(stream: io.StringIO) -> None:
    crash(LogTelemetry())
    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("CRITICAL crashed source=unn error=ValueError")
    assert all(line.startswith("  | ") for line in rest)
    assert rest[-1] == r"  | <0>forged: all is well\x1b[2J"


def test_a_trace_from_a_parser_process_forges_no_line_either(stream: io.StringIO) -> None:
    trace = "Traceback:\n2026-05-01T09:00:00Z CRITICAL forged\x1b[2J"
    logging.getLogger("scraper.x").error("failed", extra={"trace": trace})
    assert stream.getvalue().splitlines()[1:] == [
        "  | Traceback:",
        r"  | 2026-05-01T09:00:00Z CRITICAL forged\x1b[2J",
    ]


def test_no_message_forges_a_line_or_reaches_a_terminal(stream: io.StringIO) -> None:
    logging.getLogger("scraper.adapters.any").warning("lost on %s", "http://x/\n2026 CRITICAL\x1b[2J")
    assert lines(stream) == [r"WARNING lost on http://x/\n2026 CRITICAL\x1b[2J"]


def test_libraries_are_heard_from_warnings_upwards(stream: io.StringIO) -> None:
    logging.getLogger("httpx").info("every request")
    logging.getLogger("apscheduler").warning("missed")
    assert lines(stream) == ["WARNING missed"]


def test_configuring_again_changes_the_level_and_doubles_no_line(stream: io.StringIO) -> None:
    telemetry.configure("warning", stream)
    LogTelemetry().polled(report())
    LogTelemetry().polled(report(Outcome.DNS_FAILED))
    assert len(lines(stream)) == 1


def test_a_terminal_gets_the_local_time_and_colour() -> None:
    record = logging.LogRecord("scraper", logging.ERROR, "x.py", 1, "no %s", ("luck",), None)
    line = LineFormatter(terminal=True).format(record)
    assert line.endswith("\x1b[1;31mERROR  \x1b[0m no luck")


@pytest.fixture
def journald(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(tmp_path / "socket"))
        listening.settimeout(2)
        yield listening


@pytest.fixture
def to_journal(journald: socket.socket) -> Iterator[None]:
    handler = JournalHandler(Path(journald.getsockname()))
    logging.getLogger("scraper").addHandler(handler)
    logging.getLogger("scraper").setLevel("INFO")
    yield
    logging.getLogger("scraper").setLevel(logging.NOTSET)
    logging.getLogger("scraper").removeHandler(handler)
    handler.close()


@pytest.mark.usefixtures("to_journal")
def test_journald_gets_the_fields_of_a_poll(journald: socket.socket) -> None:
    LogTelemetry().polled(report())
    entry = journald.recv(65536).decode()
    for field in ("PRIORITY=6", "SYSLOG_IDENTIFIER=scraper", "EVENT=polled", "SOURCE_ID=unn", "OUTCOME=ok"):
        assert f"\n{field}\n" in entry
    assert entry.startswith("MESSAGE=polled source=unn outcome=ok new=3")


@pytest.mark.usefixtures("to_journal")
def test_journald_gets_a_crash_as_one_entry(journald: socket.socket) -> None:
    crash(LogTelemetry())
    entry = journald.recv(65536)
    assert entry.startswith(b"MESSAGE\n")
    assert b"\nPRIORITY=2\n" in entry
    assert b"\n<0>" not in entry


def test_what_journald_does_not_take_goes_to_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = JournalHandler(tmp_path / "gone")
    handler.emit(logging.LogRecord("scraper", logging.ERROR, "x.py", 1, "no\nluck", None, None))
    handler.close()
    assert capsys.readouterr().err.startswith(r"no\nluck (journald: ")
