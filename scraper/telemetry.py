"""Where the program says what it does: logging, the canonical line of a poll, counters.

One line a poll, one line an event, `key=value` in a fixed order, after logfmt (https://brandur.org/logfmt).
Texts from outside are hostile: every message is made one safe line before it is written, a traceback is
indented behind `|`, and to journald each entry is one datagram of its native protocol.
"""

import logging
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final, TextIO

from logging_journald import JournaldTransport, check_journal_stream

from scraper.core.sanitize import logfmt, sanitize
from scraper.outcomes import SUCCESSES
from scraper.types import PollReport, SourceId

JOURNAL: Final = Path("/run/systemd/journal/socket")
IDENTIFIER: Final = "scraper"
MESSAGE_LIMIT: Final = 4096
TRACEBACK_LINES: Final = 60

_log = logging.getLogger("scraper")


def configure(level: str, stream: TextIO | None = None) -> None:
    """Send the log of the whole process where it belongs, from `level` (`debug` to `critical`) upwards.

    To journald where systemd connected stderr with it, else to `stream` (stderr), coloured on a terminal.
    Replaces what an earlier call set up; a reload may thus change the level.
    """
    handler: logging.Handler
    if stream is None and check_journal_stream():
        handler = JournalHandler(JOURNAL)
    else:
        stream = stream or sys.stderr
        handler = logging.StreamHandler(stream)
        handler.setFormatter(LineFormatter(terminal=stream.isatty()))
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
        old.close()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    _log.setLevel(level.upper())


class LineFormatter(logging.Formatter):
    """One line a record, for a terminal or a pipe; a traceback follows, indented."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self._terminal = terminal

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text without a final newline."""
        return "\n".join([f"{self._prefix(record)} {message_of(record)}", *traceback_of(record)])

    def _prefix(self, record: logging.LogRecord) -> str:
        instant = time.gmtime(record.created)
        if not self._terminal:
            return f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', instant)} {record.levelname}"
        colour = next(code for least, code in _COLOURS if record.levelno >= least)
        clock = time.strftime("%H:%M:%S", time.localtime(record.created))
        return f"\x1b[2m{clock}\x1b[0m {colour}{record.levelname:<7}\x1b[0m"


_COLOURS: Final = (
    (logging.ERROR, "\x1b[1;31m"),
    (logging.WARNING, "\x1b[33m"),
    (logging.NOTSET, "\x1b[2m"),
)
_PRIORITIES: Final = (
    (logging.CRITICAL, 2),
    (logging.ERROR, 3),
    (logging.WARNING, 4),
    (logging.INFO, 6),
    (logging.NOTSET, 7),
)
"""Level -> syslog's severity (RFC 5424, table 2)."""


_FIELD_NAMES: Final = MappingProxyType({"source": "SOURCE_ID"})
"""Where a field's name in the journal is not its name in the line: it is the alerts' name."""


class JournalHandler(logging.Handler):
    """One entry of the journal a record; the `fields` of a record become fields of the entry."""

    def __init__(self, address: Path) -> None:
        super().__init__()
        # Not connected: journald may be restarted, and comes back under the same path.
        self._transport = JournaldTransport(address, connected=False)
        # A log that blocks the loop would be worse than a log with a gap; alerts have their outbox.
        self._transport.socket.setblocking(False)

    def emit(self, record: logging.LogRecord) -> None:
        """Send the record; what journald does not take goes to stderr."""
        try:
            self._transport.send(self._entry(record))
        except OSError as error:
            sys.stderr.write(f"{message_of(record)} (journald: {error})\n")

    def close(self) -> None:
        """Close the socket."""
        self._transport.socket.close()
        super().close()

    def _entry(self, record: logging.LogRecord) -> Iterator[tuple[str, str]]:
        yield "MESSAGE", "\n".join([message_of(record), *traceback_of(record)])
        yield "PRIORITY", str(next(code for least, code in _PRIORITIES if record.levelno >= least))
        yield "SYSLOG_IDENTIFIER", IDENTIFIER
        yield "LOGGER", record.name
        yield "CODE_FILE", record.pathname
        yield "CODE_LINE", str(record.lineno)
        yield "CODE_FUNC", record.funcName or ""
        fields: Mapping[str, object] = getattr(record, "fields", {})
        for name, value in fields.items():
            yield _FIELD_NAMES.get(name, name.upper()), sanitize(str(value))


def message_of(record: logging.LogRecord) -> str:
    """Return the record's message as one safe line."""
    return sanitize(record.getMessage(), MESSAGE_LIMIT)


def traceback_of(record: logging.LogRecord) -> list[str]:
    """Return the record's traceback, each line safe and visibly no entry of its own.

    It is that of its exception, or the text `trace` that came from another process.
    """
    text = str(getattr(record, "trace", ""))
    if record.exc_info is not None and record.exc_info[1] is not None:
        text = "".join(traceback.format_exception(record.exc_info[1]))
    lines = text.splitlines()
    return [f"  | {sanitize(line, 300)}" for line in lines[-TRACEBACK_LINES:]]


class LogTelemetry:
    """The `Telemetry` port: log lines, and counters for whoever exports them."""

    def __init__(self) -> None:
        self.counters: Counter[tuple[str, str]] = Counter()
        """(name, label) -> how often or how many, since the start."""

    def polled(self, report: PollReport) -> None:
        """Log the canonical line of a poll."""
        level = logging.INFO if report.outcome in SUCCESSES else logging.WARNING
        self._say(level, "polled", _fields_of(report))
        self.counters["polls", report.outcome] += 1
        self.counters["alerts", ""] += report.alerts
        for outcome, links in report.outcomes.items():
            self.counters["links", outcome] += links

    def crashed(self, source: SourceId, error: Exception) -> None:
        """Log a programming error with its traceback."""
        fields = {"source": source, "error": type(error).__name__}
        self._say(logging.CRITICAL, "crashed", fields, error)
        self.counters["crashes", ""] += 1

    def event(self, name: str, fields: Mapping[str, str | int | float]) -> None:
        """Log something else; some are warnings by their names."""
        level = logging.WARNING if name.endswith(_TROUBLE) else logging.INFO
        self._say(level, name, fields)
        self.counters["events", name] += 1

    def _say(
        self, level: int, name: str, fields: Mapping[str, object], error: Exception | None = None
    ) -> None:
        words = " ".join(f"{key}={logfmt(value)}" for key, value in fields.items())
        _log.log(level, "%s %s", name, words, exc_info=error, extra={"fields": {"event": name, **fields}})


_TROUBLE: Final = ("_refused", "_jumped", "_starved", "_unset", "_died")
"""How the names of events end that an operator should see among warnings."""


def _fields_of(report: PollReport) -> dict[str, object]:
    took = (report.ended_at - report.began_at).total_seconds()
    fields: dict[str, object] = {
        "source": report.source,
        "outcome": report.outcome,
        "new": sum(channel.new for channel in report.channels),
        "added": report.added,
        "copies": report.copies,
        "revised": report.revised,
        "on_topic": report.on_topic,
        "alerts": report.alerts,
        "left": report.left,
        "took": f"{took:.1f}s",
        "next": report.next_poll_at.strftime("%Y-%m-%dT%H:%M:%SZ") if report.next_poll_at else "",
    }
    if report.baseline:
        fields["baseline"] = "yes"
    if details := "; ".join(channel.detail for channel in report.channels if channel.detail):
        fields["detail"] = details
    return fields
