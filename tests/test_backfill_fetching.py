"""The past that is still at its publisher's: sitemaps, lists of addresses, saved feeds."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scraper.adapters.sqlite.canonical import canonical
from scraper.config import shipped_directory
from tests.command_line import run_here
from tests.conftest import Ended

SOURCE = """
id = "past"
name = "The Past"
home = "{home}"
country = "UA"
languages = ["en"]
zone = "Europe/Kyiv"
article_pattern = '/news/[0-9]+$'

[[channels]]
url = "{home}/feed.xml"

[[channels]]
url = "{home}/sitemap.xml"
kind = "sitemap"
role = "archive"
"""
PAGE = """<html lang="en"><head><title>{title}</title>
<meta property="article:published_time" content="{date}T09:00:00Z"></head>
<body><article><h1>{title}</h1><p>{text}</p></article></body></html>"""
TRUCKS = (
    "Japan sends {n} military trucks to Ukraine",
    "Japan's defense ministry hands over {n} trucks of its Self-Defense Forces to the army of Ukraine.",
)
TRAM = ("A tram line opens", "The council of the town opened a tram line after {n} years of work.")


@dataclass
class Publisher:
    """A news site with years of articles, on loopback."""

    home: str
    root: Path
    asked: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    def scraper(self, *arguments: str | Path) -> Ended:
        """Run a command over the site's configuration."""
        return run_here(*arguments, "--config", self.root / "config", "--db", self.root / "past.db")

    def on_topic(self) -> set[str]:
        with closing(sqlite3.connect(self.root / "past.db")) as db:
            rows = db.execute("SELECT address FROM articles WHERE grade >= 2 AND origin = 'backfill'")
            return {address.rpartition("/")[2] for (address,) in rows}


def day_of(number: int) -> str:
    return f"{2020 + number // 4}-03-0{1 + number % 4}"


def page_of(number: int) -> str:
    title, text = TRUCKS if number % 3 == 0 else TRAM
    return PAGE.format(title=title.format(n=number), text=text.format(n=number), date=day_of(number))


def sitemap(home: str, numbers: range) -> str:
    urls = "".join(f"<url><loc>{home}/news/{n}</loc><lastmod>{day_of(n)}</lastmod></url>" for n in numbers)
    return f"<urlset>{urls}</urlset>"


def answer_of(path: str, publisher: Publisher) -> str | None:
    if path == "/robots.txt":
        return "User-agent: *\nDisallow: /news/3\n"
    if path == "/sitemap.xml":
        years = "".join(
            f"<sitemap><loc>{publisher.home}/{year}.xml</loc><lastmod>{year}-12-31</lastmod></sitemap>"
            for year in (2020, 2021, 2022)
        )
        return f"<sitemapindex>{years}</sitemapindex>"
    if path in {"/2020.xml", "/2021.xml", "/2022.xml"}:
        first = (int(path[1:5]) - 2020) * 4
        return sitemap(publisher.home, range(first, first + 4))
    number = path.removeprefix("/news/")
    return page_of(int(number)) if number.isdigit() and path not in publisher.gone else None


@pytest.fixture
def publisher(tmp_path: Path) -> Iterator[Publisher]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            body = answer_of(self.path, made)
            kind = (
                "text/plain"
                if self.path.endswith("txt")
                else "text/html"
                if "news" in self.path
                else "text/xml"
            )
            self.send_response(404 if body is None else 200)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write((body or "not here").encode())

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002  (the library's name)
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    port = server.server_address[1]
    made = Publisher(f"http://past.test:{port}", tmp_path)
    (tmp_path / "config" / "sources").mkdir(parents=True)
    topic = shipped_directory() / "topics" / "japan-ukraine-defense.toml"
    (tmp_path / "config" / "scraper.toml").write_text(
        f'topic = "{topic}"\n[network]\ncontact = "tests@example.org"\nspacing = "10ms"\n'
        f'hosts = {{ "past.test" = "127.0.0.1" }}\nallow_private = ["past.test:{port}"]\n'
    )
    (tmp_path / "config" / "sources" / "past.toml").write_text(SOURCE.format(home=made.home))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def test_a_sitemap_tree_is_taken_in_between_two_dates_and_only_once(publisher: Publisher) -> None:
    command = ("backfill", "sitemap", "past", "--since", "2021-01-01", "--until", "2023-01-01", "--json")
    ended = publisher.scraper(*command)
    assert ended.status == 0, ended.err
    assert publisher.on_topic() == {"6", "9"}
    assert "/2020.xml" not in publisher.asked
    told = json.loads(ended.out)
    assert told["outcomes"]["off_topic_gate"] == 6
    before, asked = list(canonical(publisher.root / "past.db")), len(publisher.asked)
    assert json.loads(publisher.scraper(*command).out) is None
    assert list(canonical(publisher.root / "past.db")) == before
    assert len(publisher.asked) == asked


def test_robots_txt_holds_for_the_past_too(publisher: Publisher) -> None:
    (publisher.root / "list.txt").write_text(
        f"{publisher.home}/news/3\n{publisher.home}/news/6\nno address\n"
    )
    ended = publisher.scraper("backfill", "urls", publisher.root / "list.txt", "--json")
    assert ended.status == 0, ended.err
    assert publisher.on_topic() == {"6"}
    assert json.loads(ended.out)["outcomes"] == {"ok": 1, "robots_disallowed": 1}
    assert "no address" in ended.err


def test_a_saved_feed_tells_of_pages_that_are_gone(publisher: Publisher) -> None:
    publisher.gone.add("/news/9")
    items = "".join(
        f"<item><title>{TRUCKS[0].format(n=n)}</title><link>{publisher.home}/news/{n}</link>"
        f"<description>{TRUCKS[1].format(n=n)}</description>"
        f"<pubDate>Fri, 0{n % 4 + 1} Mar 2022 09:00:00 GMT</pubDate></item>"
        for n in (6, 9)
    )
    feeds = publisher.root / "feeds"
    feeds.mkdir()
    (feeds / "2022.xml").write_text(f'<rss version="2.0"><channel>{items}</channel></rss>')
    (feeds / "broken.xml").write_text("<html>no feed</html>")
    ended = publisher.scraper("backfill", "rss", feeds, "--source", "past", "--json")
    assert ended.status == 0, ended.err
    assert publisher.on_topic() == {"6", "9"}
    outcomes = json.loads(ended.out)["outcomes"]
    assert outcomes["not_found"] == outcomes["ok"] == outcomes["not_a_feed"] == 1
