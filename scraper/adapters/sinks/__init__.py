"""Where alerts go, by the `kind` of a `SinkSettings`."""

import sys
from contextlib import AbstractAsyncContextManager

from logging_journald import check_journal_stream

from scraper.adapters.sinks.journal import JournalSink
from scraper.adapters.sinks.stream import StreamSink
from scraper.adapters.sinks.webhook import WebhookSink, secret_of
from scraper.errors import ConfigError, Problem
from scraper.ports import AlertSink
from scraper.settings import SinkSettings


def make_sink(settings: SinkSettings) -> AbstractAsyncContextManager[AlertSink]:
    """Return what opens the sink that `settings` describe; raises ConfigError."""
    match settings.kind:
        case "journal" if check_journal_stream():
            return JournalSink(settings.name)
        case "journal":
            return StreamSink(settings.name, sys.stderr)
        case "webhook":
            return WebhookSink(settings.name, settings.url, secret_of(settings))
        case "apprise":
            return _apprise(settings)
    raise _wrong_kind(settings, "one of: journal, webhook, apprise")


def _apprise(settings: SinkSettings) -> AbstractAsyncContextManager[AlertSink]:
    try:
        from scraper.adapters.sinks.apprise import AppriseSink, address_of  # noqa: PLC0415  (needs an extra)
    except ImportError:
        raise _wrong_kind(settings, "install the extra `notify`, or choose another kind") from None
    return AppriseSink(settings.name, address_of(settings))


def _wrong_kind(settings: SinkSettings, remedy: str) -> ConfigError:
    return ConfigError([Problem("scraper.toml", f"sinks.{settings.name}.kind", remedy)])
