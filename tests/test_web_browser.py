"""The web pages in a real browser: Debian's Chromium, which may ask nothing of anybody but us."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest

from scraper.adapters.sqlite.reader import LibraryReader
from tests.conftest import ROOT, PlayedDemo
from tests.hostile_store import HOSTILE, MARK, Planted, planted

CHROMIUM = shutil.which("chromium")
WANTED = os.environ.get("WEB_TEST") == "required"
"""Set by `make web-test`, which brings a browser: then its absence is a failure."""

if not WANTED:
    pytest.importorskip("playwright", reason="Playwright is not installed: no page was opened in a browser")
    pytest.importorskip("datasette", reason="the extra `web` is not installed: no page was opened")
    if CHROMIUM is None:
        pytest.skip(
            "no chromium here: no page was opened in a browser; `make web-test` brings one",
            allow_module_level=True,
        )

from playwright.sync_api import Browser, Page, Request, Route, sync_playwright  # noqa: E402  (an extra)


@dataclass
class Watched:
    """A page of the browser, and what went wrong on it."""

    page: Page
    root: str
    complaints: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.complaints.append(f"{said.type}: {said.text}"))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("requestfailed", self._failed)
        self.page.on("dialog", lambda dialog: self.complaints.append(f"a dialog: {dialog.message}"))
        self.page.route("**/*", self._only_ours)

    def open(self, path: str) -> None:
        answer = self.page.goto(self.root + path, wait_until="load")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def is_clean(self) -> None:
        assert self.strangers == [], "nobody else is asked"
        assert self.complaints == [], "nothing is complained of"
        assert self.page.evaluate(f"window.{MARK}") is None, "no script of others ran"

    def _only_ours(self, route: Route, request: Request) -> None:
        if request.url.startswith((self.root, "data:")):
            route.continue_()
        else:
            self.strangers.append(request.url)
            route.abort()

    def _failed(self, request: Request) -> None:
        self.complaints.append(f"{request.url}: {request.failure}")


@contextmanager
def served(database: Path) -> Iterator[str]:
    """Serve a store as a user does; yield the address."""
    with subprocess.Popen(  # noqa: S603  (our own program)
        [sys.executable, "-m", "scraper", "web", "--port", "0", "--db", str(database)],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    ) as server:  # fmt: skip
        assert server.stderr is not None
        address = server.stderr.readline().strip()
        assert address.startswith("http://127.0.0.1:"), address + server.stderr.read()
        try:
            yield address.removesuffix("/")
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    assert CHROMIUM is not None, "chromium is not installed: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def root(played: PlayedDemo) -> Iterator[str]:
    with served(played.database) as address:
        yield address


@pytest.fixture
def watched(browser: Browser, root: str) -> Iterator[Watched]:
    with browser.new_context() as context:
        yield Watched(context.new_page(), root)


@pytest.fixture(scope="module")
def hostile(played: PlayedDemo, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return planted(played.database, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def hostile_root(hostile: Planted) -> Iterator[str]:
    with served(hostile.database) as address:
        yield address


STOCK = ("/scraper", "/scraper/on_topic?_facet=language&_facet=source", "/scraper/articles/1",
         "/scraper/firsts_by_outlet", "/scraper?sql=select+1")  # fmt: skip


@pytest.mark.parametrize("path", ["/", "/charts", "/search", *STOCK])
def test_a_page_opens_without_a_complaint_and_asks_nobody_else(path: str, watched: Watched) -> None:
    watched.open(path)
    watched.is_clean()


def test_stories_and_articles_are_reached_from_the_front_page(watched: Watched) -> None:
    watched.open("/")
    watched.page.locator('main a[href^="/story/"]').first.click()
    watched.page.locator('main a[href^="/article/"]').first.click()
    assert "/article/a" in watched.page.url
    assert watched.page.locator("h1").inner_text()
    watched.is_clean()


@pytest.mark.parametrize(
    ("typed", "said"), [("防衛", "防衛省"), ("військова допомога", "військову допомогу")]
)
def test_a_search_as_a_person_types_it_finds(typed: str, said: str, watched: Watched) -> None:
    watched.open("/")
    watched.page.get_by_role("searchbox").first.fill(typed)
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url("**/search?*")
    links = [link.get_attribute("href") for link in watched.page.locator('main a[href^="/article/"]').all()]
    found = []
    for link in dict.fromkeys(links):
        watched.open(str(link))
        found.append(watched.page.locator("main").inner_text())
    assert any(said in text for text in found)
    watched.is_clean()


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_article_is_inert_on_its_page(
    what: str, browser: Browser, hostile: Planted, hostile_root: str
) -> None:
    with browser.new_context() as context:
        watched = Watched(context.new_page(), hostile_root)
        watched.open(f"/article/{hostile.articles[what]}")
        for link in watched.page.locator("a").all():
            assert (link.get_attribute("href") or "").startswith(("/", "http", "#"))
        watched.is_clean()


@pytest.mark.parametrize(
    "path", ["/", "/search?q=hostile", "/charts", "/scraper/articles?_sort_desc=id", "/scraper/on_topic"]
)
def test_hostile_articles_are_inert_in_lists(
    path: str, browser: Browser, hostile: Planted, hostile_root: str
) -> None:
    assert len(hostile.articles) == len(HOSTILE)
    with browser.new_context() as context:
        watched = Watched(context.new_page(), hostile_root)
        watched.open(path)
        watched.is_clean()


def test_a_story_of_hostile_tellings_is_inert(
    browser: Browser, hostile: Planted, hostile_root: str
) -> None:
    with LibraryReader(hostile.database) as reader:
        stories = {one.line.story for id_ in hostile.articles.values() if (one := reader.article(id_))}
    with browser.new_context() as context:
        watched = Watched(context.new_page(), hostile_root)
        for story in stories:
            watched.open(f"/story/{story}")
        watched.is_clean()


READING = ("/", "/today", "/search?q=Japan", "/charts")
WIDTHS = {"a phone": 360, "a tablet": 820, "a desk": 1440}


@pytest.mark.parametrize("path", READING)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_page_fits_the_width_of(path: str, width: int, browser: Browser, root: str) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        watched = Watched(context.new_page(), root)
        watched.open(path)
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
        watched.is_clean()


CONTRAST = """() => {
  const light = colour => { const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(v => (v /= 255,
    v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = node => { for (; node; node = node.parentElement) {
    const colour = getComputedStyle(node).backgroundColor; if (!colour.startsWith("rgba(0, 0, 0, 0"))
      return colour; } return "rgb(255, 255, 255)"; };
  const worst = { ratio: 21, text: "" };
  for (const node of document.querySelectorAll("main *, header *")) {
    if (![...node.childNodes].some(child => child.nodeType === 3 && child.data.trim())) continue;
    const [a, b] = [light(getComputedStyle(node).color), light(ground(node))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < worst.ratio) Object.assign(worst, { ratio, text: node.outerHTML.slice(0, 200) });
  }
  return worst; }"""
"""The least contrast of any text with its ground (WCAG 2.2, 1.4.3: 4.5 at least)."""


@pytest.mark.parametrize("path", READING)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_in(
    scheme: Literal["light", "dark"], path: str, browser: Browser, root: str
) -> None:
    with browser.new_context(color_scheme=scheme) as context:
        watched = Watched(context.new_page(), root)
        watched.open(path)
        worst = watched.page.evaluate(CONTRAST)
        assert worst["ratio"] >= 4.5, worst
        watched.is_clean()


def test_a_dark_page_is_dark(browser: Browser, root: str) -> None:
    with browser.new_context(color_scheme="dark") as context:
        page = context.new_page()
        page.goto(root)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert max(map(int, re.findall(r"\d+", ground))) < 64


FOCUS = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const name = at.getAttribute("href") || at.name || at.tagName;
  return [name, style.outlineStyle, parseFloat(style.outlineWidth)];
}"""


def test_the_keyboard_reaches_a_story_and_shows_where_it_is(watched: Watched) -> None:
    watched.open("/")
    reached = []
    for _ in range(40):
        watched.page.keyboard.press("Tab")
        where = watched.page.evaluate(FOCUS)
        reached.append(where[0])
        assert where[1] == "solid", where
        assert where[2] >= 2, where
        if str(where[0]).startswith("/story/"):
            break
    assert reached[0] == "#main", "first of all, past the head"
    assert reached.index("q") < len(reached) - 1, "the search comes before the stories"
    watched.page.keyboard.press("Enter")
    watched.page.wait_for_url("**/story/s*")
    watched.is_clean()


def test_everything_is_read_without_scripts(browser: Browser, root: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{root}/search?q=防衛&grade=2&language=ja")
        page.locator('main a[href^="/article/"]').first.click()
        assert page.locator("h1").inner_text()
        page.locator('a[href^="/story/"]').first.click()
        assert page.get_by_text("First reported by").is_visible()
        page.goto(f"{root}/charts")
        assert page.locator("svg.chart rect").count() > 3


def test_filters_narrow_a_search_and_stay_chosen(watched: Watched) -> None:
    watched.open("/search?q=Japan")
    everywhere = watched.page.locator("main ul > li").count()
    watched.page.locator("select[name=language]").select_option("de")
    watched.page.get_by_role("button", name="Find").click()
    watched.page.wait_for_url("**language=de**")
    assert 0 < watched.page.locator("main ul > li").count() < everywhere
    assert watched.page.locator("select[name=language]").input_value() == "de"
    watched.is_clean()
