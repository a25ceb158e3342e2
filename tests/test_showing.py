"""`scraper show` of a story and of an article, as an analyst reads them in a pipe."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from scraper import config
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.cli.article_page import print_article
from scraper.cli.story_page import note_of, print_story
from scraper.errors import FetchError
from scraper.outcomes import Outcome
from tests.desk import Desk, Scene, desk
from tests.test_stories import CORRECTED, DRONES, DRONES_JA, DRONES_UK, MORE

LATER = timedelta(hours=2)


async def play_a_story(one: Desk) -> None:
    """Tell a story by four outlets in three languages; correct it, develop it, lose a page."""
    citing = replace(DRONES_UK, body=(*DRONES_UK.body, "Про це повідомляє NHK."))
    await one.play(
        Scene({"alpha": (DRONES,)}),
        Scene({"beta": (citing,)}, after=LATER),
        Scene({"gamma": (replace(DRONES_JA, dated="2026-02-10T15:05:00+00:00"),)}, after=LATER),
        Scene({"alpha": (CORRECTED,)}, after=LATER),
        Scene({"delta": (MORE,)}, after=LATER),
    )
    lost = replace(DRONES_UK, refused=FetchError("https://beta.test/fond", Outcome.GONE))
    await one.play(Scene({"beta": (lost,)}, after=LATER))


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("asked")
def shown(path: Path, asked: str) -> None:
    """Print what `scraper show` prints."""
    with LibraryReader(path) as reader:
        story = reader.story(asked) if asked.startswith("s") else None
        article = None if story else reader.article(asked)
        if story is not None:
            print_story(note_of(reader, story))
        if article is not None:
            print_article(article, diff=True)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    path = asyncio.run(_played(tmp_path_factory.mktemp("showing")))
    story, article = (CliRunner().invoke(shown, [str(path), asked]).output for asked in ("s1", "a1"))
    return story, article


async def _played(directory: Path) -> Path:
    async with desk(directory, config.load(Path("config")).topic) as one:
        await play_a_story(one)
        return one.store.path


STORY = {
    "what it is about": "what               anti drone",
    "the amount": "37 million USD",
    "who acted": "Kamikawa, Kuleba",
    "where": "where              Kyiv",
    "who was first": "first reported by  alpha (en), ",
    "whom they name as their source": "named source       NHK, by the word of beta +2:00",
    "who told it": "told by            alpha, beta, gamma, delta",
    "in which languages": "languages          en, uk, ja",
    "how long it was told": "told 4 times within ",
    "a correction": "numbers: 37 million USD -> 38 million USD",
    "a development": "new: 52 million USD",
    "a page that went": "beta\tno longer there: the server says that it is gone (410)",
}


@pytest.mark.parametrize("words", STORY.values(), ids=STORY)
def test_the_note_on_a_story_says(pages: tuple[str, str], words: str) -> None:
    assert words in pages[0]


ARTICLE = {
    "the words that changed": "would pay [-37-]{+38+} million dollars",
    "how much did not": "… 2 unchanged",
    "what kind of change it was": "headline, number, text: headline: Japan pledges 37 million",
}


@pytest.mark.parametrize("words", ARTICLE.values(), ids=ARTICLE)
def test_the_difference_of_two_versions_says(pages: tuple[str, str], words: str) -> None:
    assert words in pages[1]


def test_in_a_pipe_nothing_controls_a_terminal(pages: tuple[str, str]) -> None:
    assert "\x1b" not in "".join(pages)
