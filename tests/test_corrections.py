"""What an analyst decided of stories, and what better rules make of the past: both stay, silently."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import config
from scraper.adapters.sqlite.editor import LibraryEditor
from scraper.adapters.sqlite.maintenance import backup
from scraper.adapters.sqlite.reader import LibraryReader
from scraper.adapters.sqlite.rejudging import Applied, apply
from scraper.core.backtest import observe_again
from scraper.core.topic import Topic
from scraper.types import Grade
from scraper.types.library import ArticleRecord
from tests.desk import Desk, Item, Scene, desk
from tests.test_stories import DRONES, DRONES_DE, DRONES_JA, DRONES_UK, PACT
from tests.values import NOON

EDITED = replace(DRONES_UK, slug="znovu", body=(*DRONES_UK.body, "Про це пишуть японські газети."))


@pytest.fixture(scope="module")
def topic() -> Topic:
    return config.load(Path("config")).topic


@pytest.fixture
async def one(tmp_path: Path, topic: Topic) -> AsyncIterator[Desk]:
    async with desk(tmp_path, topic) as made:
        yield made


async def publish(one: Desk, **shown: Item) -> str:
    """Let outlets publish one after another; return the story of the last article."""
    for outlet, item in shown.items():
        await one.play(Scene({outlet: (item,)}))
    return str(one.articles()[-1].line.story)


def story(one: Desk, id: str) -> str | None:  # noqa: A002
    with LibraryReader(one.store.path) as reader:
        record = reader.article(id)
        assert record is not None
        return record.line.story


async def test_a_split_off_article_is_not_rejoined_and_its_copies_follow_it(one: Desk) -> None:
    first = await publish(one, alpha=DRONES)
    assert await publish(one, beta=DRONES_UK) == first
    own = one.articles()[-1].line.id
    with LibraryEditor(one.store.path) as editor:
        apart = editor.split(own, one.clock.now())
    assert await publish(one, gamma=replace(DRONES_UK, slug="povtor")) == apart
    assert await publish(one, delta=EDITED) == apart
    edited = replace(DRONES_UK, body=(DRONES_UK.body[0].replace("Києві", "Львові"), DRONES_UK.body[1]))
    await publish(one, beta=edited)
    assert story(one, own) == apart
    assert story(one, "a1") == first


async def test_a_split_takes_the_copies_that_are_there_along(one: Desk) -> None:
    first = await publish(one, alpha=DRONES)
    await publish(one, beta=DRONES_UK)
    own = one.articles()[-1].line.id
    assert await publish(one, gamma=replace(DRONES_UK, slug="povtor")) == first
    copy = one.articles()[-1].line.id
    with LibraryEditor(one.store.path) as editor:
        apart = editor.split(own, one.clock.now())
    assert (story(one, own), story(one, copy)) == (apart, apart)


async def test_two_merged_stories_stay_one_for_what_comes_later(one: Desk) -> None:
    first = await publish(one, alpha=DRONES)
    second = await publish(one, beta=PACT)
    assert first != second
    with LibraryEditor(one.store.path) as editor:
        editor.merge(first, second, one.clock.now())
    assert await publish(one, gamma=replace(PACT, slug="wire")) == first
    assert await publish(one, delta=DRONES_DE) == first
    with LibraryReader(one.store.path) as reader:
        merged = reader.story(second)
    assert merged is not None
    assert merged.id == first


def under_other_rules(one: Desk, topic: Topic) -> tuple[Path, Applied]:
    """Apply a topic to a copy of the store: the store itself is in use."""
    path = one.store.path.with_name("copy.db")
    backup(one.store.path, path)
    now = one.clock.now() + timedelta(days=1)
    return path, apply(path, lambda known: observe_again(known, topic, now), one.rules.policy, now)


async def test_decisions_outlive_other_rules(one: Desk, topic: Topic) -> None:
    first = await publish(one, alpha=DRONES)
    await publish(one, beta=DRONES_UK)
    apart = one.articles()[-1].line.id
    second = await publish(one, gamma=PACT)
    with LibraryEditor(one.store.path) as editor:
        own = editor.split(apart, one.clock.now())
        editor.merge(first, second, one.clock.now())
    path, _ = under_other_rules(one, topic)
    assert [article.line.story for article in kept(path)] == [first, own, first]


async def test_what_other_rules_bring_on_topic_joins_its_story_silently(
    tmp_path: Path, topic: Topic
) -> None:
    deaf = replace(topic, thresholds={**topic.thresholds, "related": 2.0})
    async with desk(tmp_path, deaf) as one:
        await publish(one, alpha=DRONES)
        await publish(one, beta=DRONES_JA)
        assert [article.line.story for article in one.articles()] == [None, None]
        path, applied = under_other_rules(one, topic)
        assert {moved.after for moved in applied.moved} == {Grade.CORE}
        first, second = kept(path)
        assert first.line.story == second.line.story is not None
        assert (first.alerts, second.alerts) == ((), ())
        again = apply(path, lambda known: observe_again(known, topic, NOON), one.rules.policy, NOON)
        assert again.moved == ()


def kept(path: Path) -> list[ArticleRecord]:
    with LibraryReader(path) as reader:
        return [article for article in reader.articles() if not article.line.baseline]
