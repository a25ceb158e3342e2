"""The pictures of docs/, made from a store that `scraper demo --keep` left.

    python bench/pictures.py demo/scraper.db [--chromium /usr/bin/chromium]

Needs Playwright, Debian's chromium and fonts-noto-cjk, without which Japanese shows as boxes.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, sync_playwright

DOCS = Path(__file__).parent.parent / "docs"


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it is shown: its address, or what to click on the front page to get there."""

    name: str
    path: str
    clicks: tuple[str, ...] = ()
    scheme: Literal["light", "dark"] = "light"
    width: int = 1200
    height: int = 820


RICHEST = "main .cards > li:has(.chips > li:nth-child(4)) h3 a"
"""A story that four outlets tell."""
FIRST = 'main a[href^="/article/"]'
PICTURES = (
    Picture("web-front.png", "/"),
    Picture("web-front-dark.png", "/", scheme="dark"),
    Picture("web-phone.png", "/", width=390, height=780),
    Picture("web-story.png", "/", (RICHEST,), height=640),
    Picture("web-article.png", "/", (RICHEST, FIRST), height=940),
    Picture("web-search-dark.png", "/search?q=防衛&language=ja", scheme="dark"),
    Picture("charts.png", "/charts"),
)


@contextmanager
def served(store: Path) -> Iterator[str]:
    """Serve the store; yield the address."""
    command = [sys.executable, "-m", "scraper", "web", "--port", "0", "--db", str(store)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:  # noqa: S603  (our own)
        assert server.stderr is not None
        yield server.stderr.readline().strip().removesuffix("/")
        server.terminate()


def show(page: Page, root: str, picture: Picture) -> None:
    """Bring the page to what the picture shows."""
    page.goto(root + picture.path)
    for target in picture.clicks:
        page.locator(target).first.click()
    page.evaluate("document.activeElement.blur()")


def main() -> None:
    """Make every picture."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("store", type=Path)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    options = parser.parse_args()
    with served(options.store) as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=options.chromium)
        for picture in PICTURES:
            size = {"width": picture.width, "height": picture.height}
            with browser.new_context(viewport=size, color_scheme=picture.scheme) as context:  # type: ignore[arg-type]  # a TypedDict
                page = context.new_page()
                show(page, root, picture)
                page.screenshot(path=DOCS / picture.name)
                print(DOCS / picture.name)
        browser.close()


if __name__ == "__main__":
    main()
