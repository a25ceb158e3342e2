"""The Content-Security-Policy of every page: nothing from elsewhere, no script but the templates' own.

Datasette's templates hold inline scripts. Their source, which is trusted, gets a nonce before it is
compiled; what the store holds is only ever a value in a template and can never carry one (CSP Level 3).
"""

import re
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from contextvars import ContextVar
from typing import Any

from jinja2.ext import Extension

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

EDITOR_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='",
    "'sha256-38xqj8N9cygggde3AvM+xVgS15DUXTOhM9fjk0hLOS0='",
)
"""The style that Datasette's SQL editor adds (cm-resize 1.0.1), empty at first and whole."""

NONCE: ContextVar[str] = ContextVar("nonce")
_OPENING = re.compile(r"<(script|style)(?=[\s>{])")
_LOOPBACK = re.compile(rb"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?")


class Nonces(Extension):
    """Gives each script and style that a template itself opens the nonce of the request."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002  (Jinja's)
        """Return the template's source with nonces."""
        return _OPENING.sub(r'<\1 nonce="{{ csp_nonce() }}"', source)


def policy(nonce: str) -> str:
    """Return the value of the Content-Security-Policy header."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}' "
        f"{' '.join(EDITOR_STYLES)}; "
        "style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def guarded(app: App) -> App:
    """Return `app` with the policy on each answer, deaf to names that are not loopback (DNS rebinding)."""

    async def guard(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        NONCE.set(nonce)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *_headers(nonce)]}
            await send(message)

        host = dict(scope["headers"]).get(b"host", b"")
        if _LOOPBACK.fullmatch(host):
            await app(scope, receive, send_guarded)
        else:
            await send_guarded({"type": "http.response.start", "status": 421, "headers": []})
            await send({"type": "http.response.body", "body": b"This host is not served here."})

    return guard


def _headers(nonce: str) -> list[tuple[bytes, bytes]]:
    return [
        (b"content-security-policy", policy(nonce).encode("ascii")),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
    ]
