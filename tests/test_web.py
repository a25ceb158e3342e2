"""The web pages over the demo's store, asked as a browser asks."""

import html
import os
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from scraper.adapters.sqlite.reader import LibraryReader
from tests.conftest import ROOT, PlayedDemo, run_scraper
from tests.test_showing import story_played

pytest.importorskip(
    "datasette", reason="the extra `web` (Datasette) is not installed: its pages are not tested"
)

from scraper.web.pages import openable
from scraper.web.serving import datasette_over


async def get(store: Path, path: str, **headers: str) -> tuple[int, str, str]:
    answer = await datasette_over(store).client.get(path, headers=headers)
    return answer.status_code, answer.text, answer.headers.get("content-security-policy", "")


@pytest.mark.parametrize(
    "path",
    ["/", "/charts", "/search", "/scraper", "/scraper/on_topic?_facet=language", "/scraper/articles",
     "/scraper/firsts_by_outlet", "/scraper/today", "/scraper/troubled_sources",
     "/search?q=%22a%22%20OR%201%3D1%20--"],
)  # fmt: skip
async def test_a_page_answers_with_scripts_of_its_own_alone(path: str, played: PlayedDemo) -> None:
    status, text, policy = await get(played.database, path)
    assert status == 200, text
    (nonce,) = set(re.findall(r"script-src 'nonce-([\w-]+)';", policy))
    assert "default-src 'none'" in policy
    assert all(f'nonce="{nonce}"' in tag for tag in re.findall(r"<(?:script|style)[^>]*>", text))
    assert not re.search(r"""(?:src|href)=["']?//|<(?:script|link|img)[^>]+https?://(?!localhost)""", text)


@pytest.mark.parametrize(
    ("typed", "said"), [("防衛", "防衛省"), ("військова допомога", "військову допомогу")]
)
async def test_a_search_finds_what_is_said_in(typed: str, said: str, played: PlayedDemo) -> None:
    status, text, _ = await get(played.database, f"/search?q={typed}")
    assert status == 200
    ids = re.findall(r'href="/article/(a\d+)"', text)
    with LibraryReader(played.database) as reader:
        found = [reader.article(one) for one in ids]
    assert any(said in (one.latest.headline + (one.latest.text or "")) for one in found if one)


async def test_every_article_and_story_of_the_demo_has_its_page(played: PlayedDemo) -> None:
    with LibraryReader(played.database) as reader:
        stories, articles = reader.stories(), reader.latest()
    for path in (*(f"/story/{one.id}" for one in stories), *(f"/article/{one.id}" for one in articles)):
        status, text, _ = await get(played.database, path)
        assert status == 200, path
        for link in re.findall(r'<a href="http[^>]+>', text):
            assert 'rel="noopener noreferrer"' in link


async def test_a_story_s_page_is_the_note_on_it(tmp_path: Path) -> None:
    _, page, _ = await get(await story_played(tmp_path), "/story/s1")
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    for words in (
        "What anti drone", "37 million USD", "Who NATO, Kamikawa, Kuleba", "Where Kyiv",
        "Named source NHK , by the word of beta 2026-", "You were told 2026-", "What changed",
        "alpha : headline", "delta : new: 52 million USD",
        "beta : no longer there: the server says that it is gone (410)", "· unavailable since 2026-",
    ):  # fmt: skip
        assert words in text


async def test_an_article_s_page_says_when_it_was_not_to_be_had_and_that_it_is_of_the_past(
    tmp_path: Path,
) -> None:
    store = await story_played(tmp_path)
    _, lost, _ = await get(store, "/article/a2")
    assert re.search(r"Unavailable since <time.+</time>: the server says that it is gone \(410\)\.", lost)
    assert "Read with the past" not in lost
    with closing(sqlite3.connect(store, isolation_level=None)) as db:
        db.execute("UPDATE absences SET until = '2026-02-12T08:00:00.000Z'")
        db.execute("UPDATE articles SET origin = 'backfill', unavailable_since = NULL")
    _, back, _ = await get(store, "/article/a2")
    assert re.search(r"Not to be had from <time.+</time> to <time.+</time>: the server says", back)
    assert "Read with the past" in back


async def test_what_was_typed_is_never_markup(played: PlayedDemo) -> None:
    _, text, _ = await get(played.database, "/search?q=<script>alert(1)</script>")
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


async def test_an_unknown_article_is_not_found(played: PlayedDemo) -> None:
    assert (await get(played.database, "/article/a999999"))[0] == 404


async def test_a_host_that_is_not_loopback_is_refused(played: PlayedDemo) -> None:
    assert (await get(played.database, "/", host="rebound.example"))[0] == 421


VISITOR = """
import sys, urllib.request
from pathlib import Path
with urllib.request.urlopen(sys.argv[2]) as answer:
    Path(sys.argv[1]).write_text(str(answer.status))
"""


def test_the_browser_is_opened_once_the_server_listens(played: PlayedDemo, tmp_path: Path) -> None:
    told = tmp_path / "status"
    visitor = tmp_path / "visitor.py"
    visitor.write_text(VISITOR, encoding="utf-8")
    with subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-m", "scraper", "web", "--port", "0", "--open", "--db", str(played.database)],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "BROWSER": f"{sys.executable} {visitor} {told} %s"},
    ) as server:  # fmt: skip
        try:
            for _ in range(300):
                if told.exists() and told.read_text(encoding="utf-8"):
                    break
                time.sleep(0.1)
            assert told.read_text(encoding="utf-8") == "200"
        finally:
            server.terminate()


def test_a_port_that_is_taken_is_said_so(played: PlayedDemo) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_scraper("web", "--port", str(port), "--db", played.database)
    assert ended.status == 1
    assert str(port) in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "http://[", ""])
def test_only_web_addresses_are_links(address: str) -> None:
    assert openable(address) is None
