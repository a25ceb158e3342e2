"""Bytes -> text, whatever was declared: byte order mark, header, declaration, then the bytes themselves.

The order of precedence is that of the HTML standard, section 13.2.3 (a byte order mark is never wrong),
the labels are WHATWG's. A declaration that the bytes contradict gives way to one that they bear out.
"""

import codecs
import re
from dataclasses import dataclass
from typing import Final

import chardet

from scraper.core.charset_labels import codec_of

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED: Final = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # `<?xm` in EBCDIC, XML 1.0 appendix F
)
_WIDE: Final = frozenset({"utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})

_DECLARED_WITHIN: Final = 4096
_XML_DECLARATION: Final = re.compile(
    rb"""\s*<\?xml\s[^>]*?encoding\s*=\s*["']\s*([^"'>]{1,60}?)\s*["']""", re.IGNORECASE
)
_META: Final = re.compile(rb"""<meta[\s/][^>]*?charset\s*=\s*["']?\s*([^\s"'/>;]{1,60})""", re.IGNORECASE)
_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)

_ESCAPE_SEQUENCE: Final = re.compile(rb"\x1b\$[@B]|\x1b\([JI]")
_DETECTED_WITHIN: Final = 65_536
_FEW: Final = 4
_BROKEN_SEQUENCE: Final = "\ufffd"
_WINDOWS_CAPITALS: Final = range(0xC0, 0xDF)
_C1: Final = range(0x80, 0xA0)

# Codecs to try, in order, for one declared: the same table with the rows that vendors added.
_SUPERSETS: Final = {
    "euc_jp": ("euc_jp", "euc_jis_2004"),
    "iso2022_jp": ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_2004"),
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the charset that it was read by, and why that one."""

    text: str
    """Without NULs and without a byte order mark."""
    charset: str
    """A Python codec's name."""
    how: str
    """`bom`, `header`, `declaration`, `pattern`, `utf-8`, `detector` or `default`."""


def decode(body: bytes, declared: str | None, *, markup: bool = True) -> Decoded:
    """Return `body` as text; `declared` is the charset of the Content-Type header.

    `markup`: look for an XML or HTML declaration within. What cannot be decoded becomes U+FFFD. Never
    raises.
    """
    charset, how, mark = _choose(body, declared, markup=markup)
    text = _read(body[mark:], charset).replace("\0", "")
    return Decoded(text.removeprefix("\ufeff"), charset, how)


def page_text(body: bytes, declared: str | None) -> str:
    """Return an article's page as text: by UTF-8 where it can be nothing else, otherwise as `decode` does.

    Archives convert pages, not the declarations in them.
    """
    return decode(body, declared or _proven(body)).text


def page_in_utf8(body: bytes, declared: str | None) -> bytes:
    """Return in UTF-8 what `page_text` returns, or the body itself where it is so already."""
    charset, _, mark = _choose(body, declared or _proven(body), markup=True)
    if charset == "utf-8":
        return body[mark:]
    return _read(body[mark:], charset).encode("utf-8", "surrogatepass")


def declared_label(body: bytes) -> str | None:
    """Return the label of an XML declaration or a `meta` element in the first 4 KB, as it stands there."""
    head = body[:_DECLARED_WITHIN]
    found = _XML_DECLARATION.match(head) or _META.search(_COMMENT.sub(b"", head))
    return found[1].decode("latin-1") if found else None


def _choose(body: bytes, declared: str | None, *, markup: bool) -> tuple[str, str, int]:
    """Return the codec, the reason for it, and the length of the mark to skip."""
    for mark, charset in _MARKS:
        if body.startswith(mark):
            return charset, "bom", len(mark)
    by_header = _plausible(declared, body)
    by_declaration = _plausible(declared_label(body), body) if markup else None
    if by_header and not (by_declaration and _contradicted(body, by_header, by_declaration)):
        return by_header, "header", 0
    if by_declaration:
        return by_declaration, "declaration", 0
    if markup:
        for pattern, charset in _UNMARKED:
            if body.startswith(pattern):
                return charset, "pattern", 0
    return *_detect(body), 0


def _proven(body: bytes) -> str | None:
    """Return UTF-8 where the bytes can be nothing else."""
    return None if body.isascii() or _strict(body, "utf-8") is None else "utf-8"


def _plausible(label: str | None, body: bytes) -> str | None:
    """Return the codec of a label; a two-byte charset only where there are NULs, as there must be."""
    charset = codec_of(label) if label else None
    if charset in _WIDE and b"\0" not in body[:_DECLARED_WITHIN]:
        return "utf-8"
    return charset


def _contradicted(body: bytes, by_header: str, by_declaration: str) -> bool:
    """Whether the bytes are impossible in the header's charset and fine in the declaration's."""
    return (
        by_header != by_declaration
        and by_header in {"utf-8", "cp932", "euc_jp"}
        and _strict(body, by_header) is None
        and _strict(body, by_declaration) is not None
    )


def _detect(body: bytes) -> tuple[str, str]:
    """Return what the bytes themselves say."""
    if _ESCAPE_SEQUENCE.search(body, 0, _DETECTED_WITHIN) and body[:_DETECTED_WITHIN].isascii():
        return "iso2022_jp", "pattern"
    if wide := _wide(body):
        return wide, "pattern"
    text = body.decode("utf-8", "replace")
    broken = text.count(_BROKEN_SEQUENCE)
    if (broken <= 1 and body.isascii()) or broken * 20 < len(body) - len(text):
        return "utf-8", "utf-8"
    guess = chardet.detect(body[:_DETECTED_WITHIN])["encoding"]
    charset = codec_of(guess) if guess else None
    if charset == "mac-cyrillic" and _has_windows_capitals(body[:_DETECTED_WITHIN]):
        charset = "cp1251"
    return (charset, "detector") if charset else ("cp1252", "default")


def _has_windows_capitals(body: bytes) -> bool:
    """Whether Cyrillic capitals stand where windows-1251 has them: small letters are alike in both."""
    return sum(byte in _WINDOWS_CAPITALS for byte in body) > sum(byte in _C1 for byte in body)


def _wide(body: bytes) -> str | None:
    """Return the UTF-16 whose byte order gives text: most characters share one high byte."""
    head = body[: _DECLARED_WITHIN - _DECLARED_WITHIN % 2]
    for charset, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        common = max((high.count(byte) for byte in (0x00, 0x04, 0x30)), default=0)
        if (
            len(high) >= _FEW
            and common * 2 > len(high)
            and _strict(body[: len(body) & ~1], charset) is not None
        ):
            return charset
    return None


def _read(body: bytes, charset: str) -> str:
    candidates = _SUPERSETS.get(charset, (charset,))
    for candidate in candidates:
        text = _strict(body, candidate)
        if text is not None:
            return text
    if charset.startswith(("cp125", "cp874", "koi8-u")):
        return codecs.charmap_decode(body, "replace", _single_bytes(charset))[0]
    return body.decode(candidates[0], "replace")


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeError, ValueError):
        return None


def _single_bytes(charset: str) -> str:
    """Return a code page's 256 characters, its undefined bytes of 80..9F read as controls (WHATWG)."""
    table = bytes(range(256)).decode(charset, "replace")
    return "".join(
        chr(byte) if byte in _C1 and character == _BROKEN_SEQUENCE else character
        for byte, character in enumerate(table)
    )
