"""Hostile text in formats in which some characters mean something."""

import re
from html import escape
from typing import Final

_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA: Final = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|~&])|(?:(?<=^)|(?<=^\d)|(?<=^\d\d))([#+\-=.)])")
"""What means something anywhere in a line; and at its beginning, where lists and headings begin."""
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)

PAGE: Final = """\
<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.5 system-ui; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }}
small {{ opacity: .7 }}
</style></head>
<body><h1>{title}</h1>
"""
"""The head of a page that loads nothing and runs nothing; format it with an escaped title."""
PAGE_END: Final = "</body></html>\n"


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML 1.0 cannot say (section 2.2)."""
    return _NOT_XML.sub("\ufffd", text)


def cell(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    return f"'{value}" if _FORMULA.match(value) else value


def markdown_text(text: str) -> str:
    """Return `text` on one line of Markdown, where none of its characters means anything."""
    return _MARKDOWN.sub(r"\\\g<0>", " ".join(text.split()))


def markdown_link(text: str, url: str) -> str:
    """Return a link; its address can end neither the link nor the line."""
    target = "".join(f"%{ord(sign):02X}" if sign in "<>\\ \n\r" else sign for sign in url)
    return f"[{markdown_text(text)}](<{target}>)"


def is_web(url: str) -> bool:
    """Whether an address leads to the web: no script, no data, no file."""
    return _WEB.match(url) is not None


def html_link(text: str, url: str, language: str) -> str:
    """Return a link that tells its target nothing of us; bare text where the address is none of the web."""
    shown = f'<span lang="{escape(language)}">{escape(text)}</span>'
    if not is_web(url):
        return shown
    return f'<a href="{escape(url)}" rel="noopener noreferrer">{shown}</a>'
