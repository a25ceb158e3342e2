"""A language of which nothing comes any more is told once."""

from dataclasses import replace

import pytest

from scraper.core.coverage import silent_languages
from scraper.core.diagnosis import Cause, Diagnosis
from scraper.core.health import Health, State
from scraper.types import SourceId
from tests.core.simulated_past import DAY, MONDAY
from tests.values import source

UNN, MOFA = replace(source("unn"), languages=("uk", "en")), replace(source("mofa"), languages=("en",))
BOTH = (UNN, MOFA)


def health(id: str, state: State, cause: Cause | None) -> Health:  # noqa: A002  (the field's name)
    diagnosis = None if cause is None else Diagnosis(cause, MONDAY, ())
    return Health(SourceId(id), state, diagnosis, last_new_at=MONDAY)


QUIET = health("unn", State.WARNING, Cause.QUIET)
ILL = health("mofa", State.CRITICAL, Cause.BLOCKED)
WELL = health("mofa", State.OK, None)


@pytest.mark.parametrize(
    ("unn", "mofa", "languages"),
    [
        pytest.param(QUIET, WELL, [], id="the only source of a language has an alert of its own"),
        pytest.param(
            QUIET,
            health("mofa", State.CRITICAL, Cause.BLOCKED),
            ["en"],
            id="all sources are in trouble",
        ),
        pytest.param(health("unn", State.WARNING, Cause.DOWN), WELL, [], id="a bad hour is no silence"),
        pytest.param(health("unn", State.WARNING, Cause.OUR_OUTAGE), WELL, [], id="our own outage is none"),
        pytest.param(health("unn", State.OK, None), WELL, [], id="all is well"),
    ],
)
def test_a_language_is_silent_when_all_of_its_sources_are(
    unn: Health, mofa: Health, languages: list[str]
) -> None:
    told = silent_languages(BOTH, [unn, mofa], MONDAY + DAY)
    assert [alert.language for alert in told] == languages


def test_a_language_of_which_nothing_ever_came_is_not_missed() -> None:
    found = [replace(one, last_new_at=None) for one in (QUIET, ILL)]
    assert silent_languages(BOTH, found, MONDAY + DAY) == ()


def test_one_silence_has_one_key_however_often_it_is_looked_at() -> None:
    first, again = (silent_languages(BOTH, [QUIET, ILL], MONDAY + days * DAY) for days in (1, 2))
    later = silent_languages(BOTH, [replace(QUIET, last_new_at=MONDAY + DAY), ILL], MONDAY + 9 * DAY)
    assert first[0].key == again[0].key != later[0].key
    assert "unn: quiet" in first[0].subject
