"""Alerts as signed JSON to an address of the operator's choice.

Signed after the Standard Webhooks specification (https://www.standardwebhooks.com): `webhook-signature`
is HMAC-SHA256 over `id.timestamp.body`. `webhook-id` is the same at every attempt, so that a receiver can
tell a repetition; `Idempotency-Key` says it again for receivers that know only that.
"""

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import time
from datetime import timedelta
from typing import Final, Self

import httpx

from scraper.errors import ConfigError, DeliveryError, Problem
from scraper.settings import SinkSettings
from scraper.types import Alert

DEADLINE: Final = timedelta(seconds=10)
"""Real time for one request and its answer's status."""
TEXT_LIMIT: Final = 4096
"""Characters of each text in the body."""
_PREFIX: Final = b"whsec_"


def secret_of(settings: SinkSettings) -> bytes:
    """Return the key that signs, from its file: `whsec_` and base64, or the bytes as they are.

    Raises ConfigError where there is none.
    """
    key = f"sinks.{settings.name}.secret_file"
    if settings.secret_file is None:
        raise ConfigError([Problem("scraper.toml", key, "name a file with the key that signs")])
    try:
        written = settings.secret_file.read_bytes().strip()
        secret = base64.b64decode(written[len(_PREFIX) :], validate=True) if _signed(written) else written
    except OSError as error:
        remedy = f"make the file readable ({error.strerror})"
        raise ConfigError([Problem("scraper.toml", key, remedy)]) from error
    except binascii.Error as error:
        raise ConfigError([Problem("scraper.toml", key, "base64 after whsec_")]) from error
    if not secret:
        raise ConfigError([Problem("scraper.toml", key, "put a key into the file, which is empty")])
    return secret


def _signed(written: bytes) -> bool:
    return written.startswith(_PREFIX)


class WebhookSink:
    """Posts alerts; whatever is not 2xx is a refusal. Retries are the outbox's business."""

    def __init__(self, name: str, url: str, secret: bytes) -> None:
        self.name = name
        self._url = url
        self._secret = secret
        # httpx bounds each step, `deliver` the whole.
        self._client = httpx.AsyncClient(trust_env=False, timeout=DEADLINE.total_seconds())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *ending: object) -> None:
        await self._client.aclose()

    async def deliver(self, alert: Alert) -> None:
        """Post the alert; raises DeliveryError where the receiver does not answer 2xx in time."""
        body = _body(alert)
        headers = self._headers(alert.key, body, int(time.time()))
        try:
            async with (
                asyncio.timeout(DEADLINE.total_seconds()),
                self._client.stream("POST", self._url, content=body, headers=headers) as answer,
            ):
                status = answer.status_code
        except TimeoutError:
            raise DeliveryError(f"{self.name}: no answer within {DEADLINE.total_seconds():g} s") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DeliveryError(f"{self.name}: {type(error).__name__} {error}") from error
        if not httpx.codes.is_success(status):
            raise DeliveryError(f"{self.name}: answered {status}")

    def _headers(self, key: str, body: bytes, timestamp: int) -> dict[str, str]:
        identifier = "alert_" + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
        signed = f"{identifier}.{timestamp}.".encode() + body
        signature = base64.b64encode(hmac.digest(self._secret, signed, "sha256")).decode()
        return {
            "content-type": "application/json",
            "idempotency-key": identifier,
            "webhook-id": identifier,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": f"v1,{signature}",
        }


def _body(alert: Alert) -> bytes:
    """Return the alert as JSON in ASCII: nothing in it can end a string or a line."""
    fields = {
        "key": alert.key,
        "kind": alert.kind,
        "channel": alert.channel,
        "severity": alert.severity.name.lower(),
        "subject": alert.subject,
        "raised_at": alert.raised_at.isoformat(),
        "url": alert.url,
        "title": alert.title,
        "source": alert.source,
        "language": alert.language,
        "grade": alert.grade,
        "story": alert.story,
        "detail": {name: text[:TEXT_LIMIT] for name, text in alert.detail.items()},
    }
    cut = {name: value[:TEXT_LIMIT] if isinstance(value, str) else value for name, value in fields.items()}
    return json.dumps(cut).encode("ascii")
