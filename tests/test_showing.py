"""`scraper show` of a story and of an article, as an analyst reads them in a pipe."""

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import config
from scraper.errors import FetchError
from scraper.outcomes import Outcome
from tests.command_line import run_here
from tests.desk import Desk, Scene, desk
from tests.test_stories import COPIED, CORRECTED, DRONES, DRONES_JA, DRONES_UK, MORE

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


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return asyncio.run(story_played(tmp_path_factory.mktemp("showing")))


@pytest.fixture(scope="module")
def pages(store: Path) -> tuple[str, str]:
    asked = (("s1",), ("a1", "--diff"))
    story, article = (run_here("show", *words, "--db", store).out for words in asked)
    return story, article


async def story_played(directory: Path) -> Path:
    """Return the store after the story was told."""
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


async def test_the_note_says_what_another_outlet_says_otherwise(tmp_path: Path) -> None:
    async with desk(tmp_path, config.load(Path("config")).topic) as one:
        await one.play(Scene({"alpha": (DRONES,)}), Scene({"beta": (COPIED[0],)}, after=LATER))
        note = await asyncio.to_thread(run_here, "show", "s1", "--db", one.store.path)
    assert "otherwise than alpha: 37 million USD -> 41 million USD" in note.out


def test_the_note_is_given_to_programs_too(store: Path) -> None:
    note = json.loads(run_here("show", "s1", "--json", "--db", store).out)
    assert (note["id"], note["first_reported_by"], note["languages"]) == ("s1", "alpha", ["en", "uk", "ja"])
    assert note["named_sources"] == [{"source": "NHK", "cited_by": ["a2"]}]
    assert {"Kamikawa", "Kuleba"} <= set(note["who"])
    assert "37 million USD" in note["amounts"]
    assert [change["article"] for change in note["changes"]] == ["a1", "a4", "a2"]
    assert len(note["alerted_at"]) == 3
    assert [telling["id"] for telling in note["tellings"]] == ["a1", "a2", "a3", "a4"]


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
