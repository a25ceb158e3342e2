import tomllib
from datetime import date

import pytest

from scraper.core.channel_checks import Edit
from scraper.core.source_patch import source_patch
from scraper.types import SourceId

DAY = date(2026, 2, 10)
PAPER = SourceId("paper")
TEXT = """id = "paper"
home = "https://paper.example"  # url = "not this one"

[[channels]]
url = "https://paper.example/feed/"   # found by hand
confirmation = "guessed"

[[channels]]
kind = "sitemap"
url = 'https://paper.example/map.xml'

[[rules]]
body = "div"
"""


def test_a_patch_changes_the_lines_it_means_and_keeps_the_comments() -> None:
    found = source_patch(
        TEXT,
        [
            Edit(PAPER, 0, "url", "https://paper.example/feed/", "https://paper.example/new/"),
            Edit(PAPER, 0, "confirmation", "guessed", "confirmed"),
            Edit(PAPER, 1, "confirmed_on", "", DAY),
        ],
    )
    lines = found.splitlines()
    assert lines[:2] == ["--- a/sources/paper.toml", "+++ b/sources/paper.toml"]
    assert [line for line in lines[2:] if line[:1] in "+-"] == [
        '-url = "https://paper.example/feed/"   # found by hand',
        '-confirmation = "guessed"',
        '+url = "https://paper.example/new/"   # found by hand',
        '+confirmation = "confirmed"',
        "+confirmed_on = 2026-02-10",
    ]


def test_nothing_to_change_is_no_patch() -> None:
    assert source_patch(TEXT, []) == ""


UNFIT = {
    "channels in one line": 'channels = [{ url = "https://paper.example/feed/" }]\n',
    "fewer tables than channels": "",
    "a key over several lines": '[[channels]]\nurl = "x"\nconfirmed_on = """\n2026"""\n',
}


@pytest.mark.parametrize("text", UNFIT.values(), ids=UNFIT)
def test_a_file_that_no_patch_of_lines_fits_is_refused(text: str) -> None:
    tomllib.loads(text)
    with pytest.raises(ValueError):  # noqa: PT011  (tomllib's own error is one too)
        source_patch(text, [Edit(PAPER, 0, "confirmed_on", "", DAY)])
