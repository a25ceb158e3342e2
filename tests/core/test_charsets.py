"""Bytes become the text that was meant, whatever was declared."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.charset_labels import codec_of, is_hostile
from scraper.core.charsets import decode

UKRAINIAN = "Японія передала Україні генератори та підтримала її енергетику, повідомили у міністерстві."
JAPANESE = "日本政府は、ウクライナへの追加支援を決定した。①"


@pytest.mark.parametrize(
    ("body", "header", "expected", "how"),
    [
        pytest.param(
            UKRAINIAN.encode("cp1251"), "windows-1251", UKRAINIAN, "header", id="the header decides"
        ),
        pytest.param(
            b"\xef\xbb\xbf" + UKRAINIAN.encode(),
            "windows-1251",
            UKRAINIAN,
            "bom",
            id="a mark is never wrong",
        ),
        pytest.param(JAPANESE.encode("cp932"), "Shift_JIS", JAPANESE, "header", id="shift_jis is cp932"),
        pytest.param("’".encode("cp1252"), "iso-8859-1", "’", "header", id="latin-1 is windows-1252"),
        pytest.param(
            b'<meta charset="koi8-u">' + UKRAINIAN.encode("koi8-u"),
            None,
            f'<meta charset="koi8-u">{UKRAINIAN}',
            "declaration",
            id="a meta element",
        ),
        pytest.param(
            b'<meta charset="windows-1251">' + UKRAINIAN.encode("cp1251"),
            "utf-8",
            f'<meta charset="windows-1251">{UKRAINIAN}',
            "declaration",
            id="a header that the bytes contradict",
        ),
        pytest.param(
            b"<!-- <meta charset=koi8-r> --><p>" + "ї".encode(),
            None,
            "<!-- <meta charset=koi8-r> --><p>ї",
            "utf-8",
            id="a declaration within a comment",
        ),
        pytest.param(
            b'<?xml version="1.0" encoding="utf-16"?><a/>',
            None,
            '<?xml version="1.0" encoding="utf-16"?><a/>',
            "declaration",
            id="utf-16 declared in single bytes is not",
        ),
        pytest.param(
            "<a>й</a>".encode("utf-16-le"), None, "<a>й</a>", "pattern", id="utf-16 without a mark"
        ),
        pytest.param(UKRAINIAN.encode("cp1251"), None, UKRAINIAN, "detector", id="undeclared windows-1251"),
        pytest.param(
            JAPANESE.encode("euc_jis_2004"),
            "euc-jp",
            JAPANESE,
            "header",
            id="EUC-JP with the rows of vendors",
        ),
        pytest.param(
            JAPANESE[:-1].encode("iso2022_jp"), None, JAPANESE[:-1], "pattern", id="undeclared ISO-2022-JP"
        ),
        pytest.param(UKRAINIAN.encode(), "zlib", UKRAINIAN, "utf-8", id="a hostile label is no label"),
        pytest.param(
            b"a\0b\x81", "windows-1252", "ab\x81", "header", id="NULs go, undefined bytes are controls"
        ),
        pytest.param(b"", None, "", "utf-8", id="nothing"),
    ],
)
def test_decode(body: bytes, header: str | None, expected: str, how: str) -> None:
    decoded = decode(body, header)
    assert (decoded.text, decoded.how) == (expected, how)


@pytest.mark.parametrize(
    "label", ["punycode", "idna", "zlib", "hex", "base64", "rot13", "utf-7", "unicode_escape"]
)
def test_codecs_that_are_no_character_set_are_refused(label: str) -> None:
    assert codec_of(label) is None
    assert is_hostile(label)


@pytest.mark.parametrize(
    "label", ["utf-8", " UTF8 ", "x-sjis", "windows-1251", "cp437", "no-such-charset", "../etc", ""]
)
def test_other_labels_mean_no_harm(label: str) -> None:
    assert not is_hostile(label)


def test_without_markup_a_declaration_is_text() -> None:
    assert decode(b"<meta charset=koi8-r>", None, markup=False).how == "utf-8"


@given(
    st.binary(max_size=300),
    st.none() | st.text(max_size=12) | st.sampled_from(["utf-16", "gb18030", "big5"]),
)
def test_decode_never_raises_and_leaves_no_nul(body: bytes, header: str | None) -> None:
    assert "\0" not in decode(body, header).text


@pytest.mark.parametrize("bait", [b"<meta charset=", b"<!--", b"\x1b$B", b"\xff", b"\x81", b" ", b"<?xml "])
def test_a_megabyte_of_bait_is_decoded_in_time(bait: bytes) -> None:
    started = time.monotonic()
    decode(bait * (1_000_000 // len(bait)), None)
    assert time.monotonic() - started < 20
