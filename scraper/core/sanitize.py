"""Hostile text for logs and terminals: one line, nothing invisible, bounded.

A title with a newline forges log entries, an ESC drives the reader's terminal, a bidi override shows
another text than the one that is there (Unicode TR 36, section 2.5). All of them are shown as escapes.
"""

import re
from typing import Final

LIMIT: Final = 2048
"""Characters of a text that are shown."""

# The categories Cc, Cf, Cs, Zl and Zp, which a test compares with the Unicode database.
_UNPRINTABLE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff0-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)


def sanitize(text: str, limit: int = LIMIT) -> str:
    """Return at most `limit` characters of `text` on one line, what cannot be seen escaped."""
    shown = _UNPRINTABLE.sub(_escape, text[:limit])
    return shown if len(text) <= limit else f"{shown}… [{len(text)} characters]"


def logfmt(value: object) -> str:
    """Return a value as it stands after `key=`: quoted where a reader could not tell its end."""
    text = sanitize(str(value))
    if text and not any(character in text for character in ' "='):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _escape(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape").decode("ascii")
