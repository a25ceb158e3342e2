"""Fields that are no longer read as they were, told by their latest articles."""

from datetime import timedelta

import pytest

from scraper.core.fieldhealth import BEFORE, LATEST, between, breaks
from scraper.types.histories import FieldFact
from tests.core.simulated_past import HOUR, MONDAY, page

BOTH = BEFORE + LATEST


def pages(**latest: object) -> tuple[FieldFact, ...]:
    """Twenty articles, the last eight of which are read otherwise."""
    return tuple(
        page(MONDAY + number * HOUR, number, **(latest if number >= BEFORE else {}))
        for number in range(BOTH)
    )


def dated(shift: timedelta) -> tuple[FieldFact, ...]:
    return tuple(
        page(
            at := MONDAY + number * HOUR,
            number,
            published_at=at - timedelta(minutes=12) - shift * (number >= BEFORE),
        )
        for number in range(BOTH)
    )


GENERIC = {"headline": "site_rule", "body": "generic", "published": "json_ld"}


@pytest.mark.parametrize(
    ("facts", "field", "says"),
    [
        pytest.param(pages(headline="The News"), "headline", "'The News'", id="the site's name"),
        pytest.param(pages(headline=""), "headline", "on 0% now", id="no headline any more"),
        pytest.param(pages(text_sha256="ab" * 32), "body", "the same on 8", id="one body for all"),
        pytest.param(pages(body_length=150), "body", "150 now", id="a teaser where the body was"),
        pytest.param(pages(signals=GENERIC), "body", "generic instead", id="a site rule that died"),
        pytest.param(pages(published_at=None), "published", "on 0% now", id="no date any more"),
        pytest.param(pages(has_authors=False), "authors", "on 0% now", id="no author any more"),
        pytest.param(pages(language="ru"), "language", "ru", id="a language it never wrote"),
        pytest.param(dated(-HOUR), "published", "ahead", id="dates an hour ahead"),
        pytest.param(dated(2 * HOUR), "published", "2:00:00 more", id="dates that lag two hours more"),
    ],
)  # fmt: skip
def test_a_break_names_the_field_what_changed_and_since_when(
    facts: tuple[FieldFact, ...], field: str, says: str
) -> None:
    [found] = breaks(facts)
    assert found.field == field
    assert says in found.what
    assert (found.since, found.article) == (MONDAY + BEFORE * HOUR, f"a{BEFORE}")


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(pages(), id="all as before"),
        pytest.param(pages(headline="The News")[BEFORE:], id="too few articles to tell"),
        pytest.param(pages(body_length=1200), id="somewhat shorter bodies"),
        pytest.param(dated(timedelta(minutes=20)), id="dates that lag a little more"),
        pytest.param(pages(headline="The News") + pages(), id="a break that was repaired"),
        pytest.param((), id="no articles"),
    ],
)
def test_what_is_no_break(facts: tuple[FieldFact, ...]) -> None:
    assert breaks(facts) == ()


def test_only_another_clock_is_called_one() -> None:
    assert [one.is_clock for one in breaks(dated(-HOUR))] == [True]
    assert [one.is_clock for one in breaks(pages(published_at=None))] == [False]


def test_a_field_stays_broken_against_what_was_before_however_long_it_lasts() -> None:
    sound, broken = pages()[:BEFORE], pages(headline="")[BEFORE:]
    assert breaks(broken * 4) == ()
    assert [one.field for one in between(sound, broken * 4)] == ["headline"]
    assert between(sound, broken + pages()[BEFORE:]) == ()
