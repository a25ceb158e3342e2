"""Where a new article belongs among the stories that are told already, and what it adds to its own."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from scraper.core.stories import likeness
from scraper.core.storykeys import HEAD
from scraper.core.weighing import weighed
from scraper.types import Observed, Policy, StoredArticle

CONFIRMED: Final = "act:confirm"
"""The key of words that say officially what was only reported."""
_NOVEL: Final = ("money:", "count:", "person:", CONFIRMED)
"""What in a headline makes a development: an amount, an actor, a confirmation."""
_SPECIFIC: Final = ("money:", "count:", "person:", "equip:", "programme:", "thing:", "matter:")
"""What tells one event from another; that Japan does something for Ukraine does not."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A telling that an article goes with, and how surely."""

    telling: StoredArticle
    likeness: float
    """Of the article with the telling's whole story, 0 to 1."""
    is_certain: bool = False
    """Whether it is known by an outlet's word, or by the same words, rather than by what both tell."""


def companion(observed: Observed, related: Sequence[StoredArticle], policy: Policy) -> Companion | None:
    """Return the telling most like the observed article, of the story that is most like it as a whole.

    A story's likeness is the mean over its tellings: one chance likeness does not chain two stories. Where
    an analyst has merged or split it is the greatest: what was merged need not be alike.
    """
    at, mine = told_at(observed), weighed(observed.keys)
    stories: defaultdict[int | str, list[tuple[float, str]]] = defaultdict(list)
    decided = {one.story for one in related if one.by_analyst}
    for one in related:
        alike = likeness(mine, weighed(one.keys), abs(published_or_seen(one) - at))
        stories[one.url if one.story is None else one.story].append((alike, one.url))
    means = [
        (
            max(told)[0] if story in decided else math.fsum(alike for alike, _ in told) / len(told),
            max(told)[1],
        )
        for story, told in stories.items()
    ]
    best, url = max(means, default=(0.0, ""))
    if best < policy.same_story:
        return None
    return next((Companion(one, best) for one in related if one.url == url), None)


def is_surely_told(observed: Observed, found: Companion, policy: Policy) -> bool:
    """Return whether an article may be kept silent beside the story that was found.

    It must be very like it, and both must name something specific.
    """
    shared = {key.removeprefix(HEAD) for key in observed.keys & found.telling.keys}
    return found.likeness >= policy.silent_story and any(key.startswith(_SPECIFIC) for key in shared)


def tellings_of(story_of: StoredArticle, related: Sequence[StoredArticle]) -> list[StoredArticle]:
    """Return the articles that tell the same story: `story_of`, and the related ones that do."""
    return [
        story_of,
        *(one for one in related if one.url != story_of.url and one.story == story_of.story is not None),
    ]


def novelty(observed: Observed, tellings: Sequence[StoredArticle], policy: Policy) -> tuple[str, ...]:
    """Return what the headline has that no telling so far had; nothing while the story is fresh.

    Soon after the first telling every outlet words the same facts its own way, which is no development.
    """
    fresh = min(map(published_or_seen, tellings)) + policy.development_after
    if told_at(observed) < fresh:
        return ()
    known = {key for one in tellings for key in one.keys}
    headline = {key.removeprefix(HEAD) for key in observed.keys if key.startswith(HEAD)}
    return tuple(sorted(key for key in headline - known if key.startswith(_NOVEL)))


def told_at(observed: Observed) -> datetime:
    """Return when an article was published, else when it was gathered."""
    article = observed.gathered.article
    if article is None or article.published is None:
        return observed.gathered.at
    return article.published.value.instant


def published_or_seen(stored: StoredArticle) -> datetime:
    """Return when a stored article was published, else when it was first seen."""
    return stored.published_at or stored.first_seen_at
