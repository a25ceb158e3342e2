"""Charsets: texts in what our sources use, declared in every way or in none.

No expectation comes from the code under test: the text comes first, its bytes are made of it.
"""

from collections.abc import Iterator
from typing import NamedTuple


class DecodeCase(NamedTuple):
    """Bytes, the charset of the header or None, and the text they mean."""

    name: str
    body: bytes
    header: str | None
    text: str


def decode_cases() -> Iterator[DecodeCase]:
    """Yield texts in the charsets that our sources use, declared in every way or in none."""
    texts = {
        "uk": "Японія передала Україні генератори та підтримала її енергетику, повідомили у міністерстві.",
        "ru": "Япония передала Украине генераторы, сообщили в министерстве иностранных дел страны.",
        "ja": "日本政府は、ウクライナへの追加支援を決定した。①",
        "de": "Außenminister: Größere Lieferungen für die Ukraine würden geprüft – „bald“ schon.",
    }
    legacy = {
        "uk": ("windows-1251", "koi8-u"),
        "ru": ("windows-1251", "koi8-r", "iso-8859-5"),
        "ja": ("shift_jis", "euc-jp", "iso-2022-jp"),
        "de": ("iso-8859-1", "windows-1252"),
    }
    codecs = {"shift_jis": "cp932", "euc-jp": "euc_jis_2004", "iso-8859-1": "cp1252"}
    for language, text in texts.items():
        for label in ("utf-8", *legacy[language]):
            meant = text.replace("①", "") if label == "iso-2022-jp" else text
            body = meant.encode(codecs.get(label, label))
            page = b'<meta charset="' + label.encode() + b'">' + body
            xml = b'<?xml version="1.0" encoding="' + label.encode() + b'"?><a>' + body + b"</a>"
            yield DecodeCase(f"{language} {label} by header", body, label.upper(), meant)
            yield DecodeCase(f"{language} {label} by meta", page, None, f'<meta charset="{label}">{meant}')
            yield DecodeCase(
                f"{language} {label} by XML",
                xml,
                None,
                f'<?xml version="1.0" encoding="{label}"?><a>{meant}</a>',
            )
            if "①" not in meant or label == "utf-8":
                yield DecodeCase(f"{language} {label} undeclared", body, None, meant)
        yield DecodeCase(
            f"{language} UTF-8 with its mark", b"\xef\xbb\xbf" + text.encode(), "windows-1252", text
        )
        yield DecodeCase(f"{language} UTF-16 with its mark", text.encode("utf-16"), None, text)
        yield DecodeCase(f"{language} UTF-8, hostile label", text.encode(), "punycode", text)
    yield DecodeCase("NULs go", b"a\0b", "utf-8", "ab")
    yield DecodeCase("an undefined byte of windows-1252", b"a\x81", "latin1", "a\x81")
    yield DecodeCase("broken UTF-8", b"ab\xffcd", "utf-8", "ab\ufffdcd")
