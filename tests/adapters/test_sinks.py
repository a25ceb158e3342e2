"""One contract for every sink, then what each does in its own way."""

import base64
import hashlib
import hmac
import io
import json
import logging
import socket
import struct
from abc import ABC, abstractmethod
from array import array
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from scraper.adapters.sinks import apprise, make_sink
from scraper.adapters.sinks.journal import JournalSink, message_id
from scraper.adapters.sinks.stream import StreamSink
from scraper.adapters.sinks.webhook import DEADLINE, WebhookSink, secret_of
from scraper.errors import ConfigError, DeliveryError
from scraper.ports import AlertSink
from scraper.settings import SinkSettings
from scraper.types import Alert, Audience, Severity
from tests.fakes_sinks import MemorySink

# What apprise's plugins import is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")

ALERT = Alert(
    key="article:https://example.org/news/1",
    kind="article",
    channel=Audience.ANALYST,
    severity=Severity.NOTICE,
    subject="Японія передасть Україні радари",
    raised_at=datetime(2026, 5, 1, 9, 30, tzinfo=UTC),
    url="https://example.org/news/1",
    title="Японія передасть Україні радари",
    source="unn",
    language="uk",
    grade=3,
    story=7,
    detail={"evidence": "радари, Японія"},
)
FORGED = "Safe\n<0>kernel: panic\x1b[2J\u202e\x9b\0 PRIORITY=0\nMESSAGE=forged"
HOSTILE = replace(ALERT, subject=FORGED, title=FORGED, url="https://example.org/\n\x1b[0m")


class Receiver(ABC):
    """The other end of a sink."""

    @abstractmethod
    def sink(self) -> AlertSink: ...

    @abstractmethod
    def entries(self) -> list[str]:
        """What arrived, an entry a text as a person would see it."""

    @abstractmethod
    def go_down(self) -> None: ...

    @abstractmethod
    def come_back(self) -> None: ...


class MemoryReceiver(Receiver):
    def __init__(self, _: Path) -> None:
        self._sink = MemorySink()

    def sink(self) -> AlertSink:
        return self._sink

    def entries(self) -> list[str]:
        return [json.dumps([alert.key, alert.subject]) for alert in self._sink.alerts]

    def go_down(self) -> None:
        self._sink.refuses.add("*")

    def come_back(self) -> None:
        self._sink.refuses.clear()


class StreamReceiver(Receiver):
    """A text stream whose device can be full."""

    def __init__(self, _: Path) -> None:
        self.stream = FullableStream()

    def sink(self) -> AlertSink:
        return StreamSink("stderr", self.stream)

    def entries(self) -> list[str]:
        return self.stream.getvalue().splitlines()

    def go_down(self) -> None:
        self.stream.full = True

    def come_back(self) -> None:
        self.stream.full = False


class FullableStream(io.StringIO):
    full = False

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(28, "No space left on device")
        return super().write(text)


class Journald(Receiver):
    """journald's socket, read by its own protocol."""

    def __init__(self, directory: Path) -> None:
        self._path = directory / "socket"
        self._received: list[dict[str, str]] = []
        self.come_back()

    def sink(self) -> AlertSink:
        return JournalSink("journal", self._path)

    def entries(self) -> list[str]:
        return [fields["MESSAGE"] for fields in self.journal()]

    def journal(self) -> list[dict[str, str]]:
        while True:
            try:
                data, control, _, _ = self._socket.recvmsg(1 << 20, socket.CMSG_SPACE(4))
            except BlockingIOError:
                return self._received
            for _, _, descriptors in control:
                (memfd,) = array("i", descriptors)
                with open(memfd, "rb") as memory:  # noqa: PTH123 - a descriptor has no path
                    memory.seek(0)
                    data = memory.read()
            self._received.append(fields_of(data))

    def go_down(self) -> None:
        self.journal()
        self._socket.close()
        self._path.unlink()

    def come_back(self) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self._path))
        self._socket.setblocking(False)

    def close(self) -> None:
        self._socket.close()


def fields_of(datagram: bytes) -> dict[str, str]:
    """Parse the native protocol: `NAME=value`, or a name, a length of eight bytes and the value."""
    fields: dict[str, str] = {}
    while datagram:
        line, _, rest = datagram.partition(b"\n")
        if b"=" in line:
            name, _, value = line.partition(b"=")
        else:
            (length,) = struct.unpack("<Q", rest[:8])
            name, value, rest = line, rest[8 : 8 + length], rest[9 + length :]
        assert name.decode() not in fields, "a field that was sent twice was forged"
        fields[name.decode()] = value.decode()
        datagram = rest
    return fields


class WebhookReceiver(Receiver):
    """An HTTP server on loopback."""

    def __init__(self, _: Path) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                if receiver.status == 204:
                    receiver.requests.append(
                        ({name.lower(): value for name, value in self.headers.items()}, body)
                    )
                self.send_response(receiver.status)
                self.send_header("location", "/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def sink(self) -> AlertSink:
        return WebhookSink("hook", f"http://127.0.0.1:{self._server.server_port}/in", b"secret")

    def entries(self) -> list[str]:
        return [body.decode() for _, body in self.requests]

    def go_down(self) -> None:
        self.status = 503

    def come_back(self) -> None:
        self.status = 204

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class AppriseReceiver(WebhookReceiver):
    """The service that apprise calls json://."""

    def address(self, path: str = "in") -> str:
        return f"json://127.0.0.1:{self._server.server_port}/{path}"

    def sink(self) -> AlertSink:
        return apprise.AppriseSink("chat", self.address())

    def notes(self) -> list[dict[str, str]]:
        return [json.loads(body) for _, body in self.requests]

    def entries(self) -> list[str]:
        return [note["title"] + " " + note["message"].replace("\n", " ") for note in self.notes()]


RECEIVERS = [MemoryReceiver, StreamReceiver, Journald, WebhookReceiver, AppriseReceiver]


@pytest.fixture(params=RECEIVERS)
def receiver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Receiver]:
    receiver = request.param(tmp_path)
    yield receiver
    getattr(receiver, "close", lambda: None)()


@pytest.fixture
async def sink(receiver: Receiver) -> AsyncIterator[AlertSink]:
    async with receiver.sink() as sink:  # type: ignore[attr-defined]
        yield sink


class TestEverySink:
    async def test_delivers_each_alert_as_one_entry(self, sink: AlertSink, receiver: Receiver) -> None:
        await sink.deliver(ALERT)
        await sink.deliver(replace(ALERT, key="other"))
        assert len(receiver.entries()) == 2

    async def test_lets_no_text_forge_an_entry_or_reach_a_terminal(
        self, sink: AlertSink, receiver: Receiver
    ) -> None:
        await sink.deliver(HOSTILE)
        (entry,) = receiver.entries()
        assert not set(entry) & set("\n\r\x1b\x9b\0\u202e")
        assert "panic" in entry

    async def test_takes_a_title_of_300_kilobytes(self, sink: AlertSink, receiver: Receiver) -> None:
        await sink.deliver(replace(ALERT, subject="я" * 300_000, title="я" * 300_000))
        assert len(receiver.entries()) == 1

    async def test_takes_text_that_is_not_unicode(self, sink: AlertSink, receiver: Receiver) -> None:
        await sink.deliver(replace(ALERT, subject="\ud800", title="\udfff", key="\ud800"))
        assert len(receiver.entries()) == 1

    async def test_says_when_an_alert_was_not_taken_and_recovers(
        self, sink: AlertSink, receiver: Receiver
    ) -> None:
        receiver.go_down()
        with pytest.raises(DeliveryError, match=sink.name):
            await sink.deliver(ALERT)
        receiver.come_back()
        await sink.deliver(ALERT)
        assert len(receiver.entries()) == 1


@pytest.fixture
def journald(tmp_path: Path) -> Iterator[Journald]:
    journald = Journald(tmp_path)
    yield journald
    journald.close()


@pytest.fixture
def hook(tmp_path: Path) -> Iterator[WebhookReceiver]:
    hook = WebhookReceiver(tmp_path)
    yield hook
    hook.close()


async def test_a_journal_entry_carries_what_can_be_searched_for(journald: Journald) -> None:
    async with journald.sink() as sink:  # type: ignore[attr-defined]
        await sink.deliver(ALERT)
    assert journald.journal() == [
        {
            "MESSAGE": "article: Японія передасть Україні радари <https://example.org/news/1>"
            " (unn, uk, grade 3, story 7)",
            "PRIORITY": "5",
            "MESSAGE_ID": message_id("article"),
            "SYSLOG_IDENTIFIER": "scraper",
            "CHANNEL": "analyst",
            "ALERT_KIND": "article",
            "ALERT_KEY": "article:https://example.org/news/1",
            "ALERT_RAISED_AT": "2026-05-01T09:30:00+00:00",
            "ARTICLE_URL": "https://example.org/news/1",
            "ARTICLE_TITLE": "Японія передасть Україні радари",
            "SOURCE_ID": "unn",
            "LANGUAGE": "uk",
            "GRADE": "3",
            "STORY_ID": "7",
            "DETAIL_EVIDENCE": "радари, Японія",
        }
    ]


async def test_a_forged_priority_stays_text(journald: Journald) -> None:
    async with journald.sink() as sink:  # type: ignore[attr-defined]
        await sink.deliver(HOSTILE)
    (entry,) = journald.journal()
    assert entry["PRIORITY"] == "5"
    assert "PRIORITY=0" in entry["MESSAGE"]


async def test_an_entry_too_long_for_a_datagram_arrives_by_memory_file(journald: Journald) -> None:
    many = {f"part{number}": "я" * 2048 for number in range(80)}
    async with journald.sink() as sink:  # type: ignore[attr-defined]
        await sink.deliver(replace(ALERT, detail=many))
    (entry,) = journald.journal()
    assert entry["DETAIL_PART79"] == "я" * 2048


def test_each_kind_of_alert_has_its_own_message_id_for_ever() -> None:
    assert message_id("article") != message_id("updated")
    assert message_id("article") == "ca88b287c5a95b86a0a0f0194a787a56"


async def test_a_webhook_is_signed_and_the_same_at_every_attempt(hook: WebhookReceiver) -> None:
    async with hook.sink() as sink:  # type: ignore[attr-defined]
        await sink.deliver(ALERT)
        await sink.deliver(ALERT)
    (headers, body), (again, _) = hook.requests
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(b"secret", signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert headers["webhook-id"] == again["webhook-id"] == headers["idempotency-key"]
    sent = json.loads(body)
    assert sent["key"] == ALERT.key
    assert sent["severity"] == "notice"
    assert sent["detail"] == {"evidence": "радари, Японія"}


async def test_a_webhook_follows_no_redirect(hook: WebhookReceiver) -> None:
    hook.status = 307
    async with hook.sink() as sink:  # type: ignore[attr-defined]
        with pytest.raises(DeliveryError, match="hook: answered 307"):
            await sink.deliver(ALERT)


async def test_a_webhook_that_does_not_answer_is_refused_at_the_deadline(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scraper.adapters.sinks.webhook.DEADLINE", 0.1 * DEADLINE)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        async with WebhookSink("mute", address, b"secret") as sink:
            with pytest.raises(DeliveryError, match="mute: no answer within 1 s"):
                await sink.deliver(ALERT)


BAD_SINKS = {
    "an unknown kind": (SinkSettings("a", "pigeon"), "sinks.a.kind: one of: journal, webhook, apprise"),
    "apprise without an address": (SinkSettings("a", "apprise"), "name a file with an address of apprise"),
    "a webhook without a key": (SinkSettings("a", "webhook", "https://x"), "name a file with the key"),
    "a key file that is not there": (
        SinkSettings("a", "webhook", "https://x", Path("/nonexistent/key")),
        "make the file readable \\(No such file",
    ),
}


@pytest.mark.parametrize(("settings", "remedy"), BAD_SINKS.values(), ids=BAD_SINKS)
def test_a_sink_that_cannot_be_made_is_a_config_error(settings: SinkSettings, remedy: str) -> None:
    with pytest.raises(ConfigError, match=remedy):
        make_sink(settings)


ADDRESSES = {
    "none": ("# of no use\n\n", "it holds 0"),
    "two": ("json://a.test\njson://b.test", "it holds 2"),
    "one that apprise does not know": ("pigeon://secret@loft", "one address of apprise in the file"),
    "two in a line": ("json://a.test,json://b.test", "one address of apprise in the file"),
}


@pytest.fixture
def root_log() -> Iterator[io.StringIO]:
    """What the service would log: all that reaches the root logger."""
    handler = logging.StreamHandler(io.StringIO())
    logging.getLogger().addHandler(handler)
    yield handler.stream
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(("written", "remedy"), ADDRESSES.values(), ids=ADDRESSES)
def test_what_is_no_address_of_apprise_is_a_config_error_and_not_repeated(
    tmp_path: Path, root_log: io.StringIO, written: str, remedy: str
) -> None:
    (tmp_path / "address").write_text(written)
    with pytest.raises(ConfigError, match=remedy) as caught:
        make_sink(SinkSettings("a", "apprise", "", tmp_path / "address"))
    assert "secret" not in str(caught.value).replace("secret_file", "")
    assert "secret" not in root_log.getvalue()


@pytest.fixture
def chat(tmp_path: Path) -> Iterator[AppriseReceiver]:
    chat = AppriseReceiver(tmp_path)
    yield chat
    chat.close()


async def test_a_note_says_what_was_found_where(chat: AppriseReceiver) -> None:
    async with chat.sink() as sink:  # type: ignore[attr-defined]
        await sink.deliver(ALERT)
    [note] = chat.notes()
    assert note["title"] == "article: Японія передасть Україні радари"
    assert note["message"] == "https://example.org/news/1\nunn, uk, grade 3, story 7"
    assert note["type"] == "info"


async def test_a_chat_takes_no_headline_for_markup_a_mention_or_a_link(chat: AppriseReceiver) -> None:
    headline = "<!channel> @everyone **bold** `code` [click](https://evil.example) ||x|| ~y~"
    async with chat.sink() as sink:  # type: ignore[attr-defined]
        await sink.deliver(replace(ALERT, subject=headline, detail={}))
    [note] = chat.notes()
    assert not set(note["title"]) & set("<>@*`[]|~")
    assert "everyone" in note["title"]


async def test_a_service_that_hangs_is_refused_at_the_deadline_and_not_crowded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apprise, "DEADLINE", timedelta(seconds=0.3))
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"json://127.0.0.1:{mute.getsockname()[1]}/?rto=1.5"
        async with apprise.AppriseSink("mute", address) as sink:
            with pytest.raises(DeliveryError, match=r"mute: no answer within 0\.3 s"):
                await sink.deliver(ALERT)
            with pytest.raises(DeliveryError, match="still hangs"):
                await sink.deliver(ALERT)


DIGEST = replace(
    ALERT,
    key="digest:desk:a",
    kind="digest",
    subject="2 held back (quiet hours): one; two",
    url="",
    detail={"001": "article unn: one <https://a.example>", "002": FORGED},
)
LISTED = {
    "stream": (StreamReceiver, "\n  - article unn: one <https://a.example>\n  - Safe\\n<0>kernel: panic"),
    "journal": (Journald, "\n  - article unn: one <https://a.example>\n  - Safe\\n<0>kernel: panic"),
    "apprise": (AppriseReceiver, " article unn: one ‹https://a.example› Safe\\n‹0›kernel: panic"),
}


@pytest.mark.parametrize(("kind", "listed"), LISTED.values(), ids=LISTED)
async def test_a_digest_lists_what_it_sums_up(kind: type[Receiver], listed: str, tmp_path: Path) -> None:
    receiver = kind(tmp_path)  # type: ignore[call-arg]
    async with receiver.sink() as sink:  # type: ignore[attr-defined]
        await sink.deliver(DIGEST)
    assert listed in "\n".join(receiver.entries())
    getattr(receiver, "close", lambda: None)()


KEYS = {
    "bytes as they are": (b"s3cret\n", b"s3cret"),
    "the form of Standard Webhooks": (b"whsec_" + base64.b64encode(b"\0\xff"), b"\0\xff"),
}


@pytest.mark.parametrize(("written", "secret"), KEYS.values(), ids=KEYS)
def test_a_key_is_read_from_its_file(tmp_path: Path, written: bytes, secret: bytes) -> None:
    (tmp_path / "key").write_bytes(written)
    assert secret_of(SinkSettings("a", "webhook", "https://x", tmp_path / "key")) == secret


@pytest.mark.parametrize("written", [b" \n", b"whsec_", b"whsec_%"], ids=["blank", "empty", "no base64"])
def test_a_key_that_signs_nothing_is_a_config_error(tmp_path: Path, written: bytes) -> None:
    (tmp_path / "key").write_bytes(written)
    with pytest.raises(ConfigError, match=r"sinks\.a\.secret_file"):
        secret_of(SinkSettings("a", "webhook", "https://x", tmp_path / "key"))


def test_outside_systemd_the_journal_is_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    assert isinstance(make_sink(SinkSettings("journal", "journal")), StreamSink)
