"""To which sinks an alert goes."""

import pytest

from scraper.core.outbox import EVERYBODY, Audiences, addressed, undeliverable
from scraper.types import Alert, Audience, Severity
from tests.values import NOON

ANALYSTS, OPERATORS = frozenset({Audience.ANALYST}), frozenset({Audience.OPS})
DESK_AND_PAGER: Audiences = {"desk": ANALYSTS, "pager": OPERATORS}
WITH_A_LOG: Audiences = {"log": EVERYBODY, **DESK_AND_PAGER}

NEWS = Alert("news", "article", Audience.ANALYST, Severity.NOTICE, "a headline", NOON)
SILENCE = Alert("silence", "source", Audience.OPS, Severity.WARNING, "a source is silent", NOON)
CASES = [
    pytest.param(NEWS, WITH_A_LOG, ("log", "desk"), id="an article pages no operator"),
    pytest.param(SILENCE, WITH_A_LOG, ("log", "pager"), id="a silent source bothers no analyst"),
    pytest.param(
        undeliverable("desk", "410", NOON), DESK_AND_PAGER, ("pager",), id="the pager tells of a dead desk"
    ),
    pytest.param(
        undeliverable("pager", "410", NOON),
        DESK_AND_PAGER,
        ("desk", "pager"),
        id="of a dead pager the desk must tell, for nobody else would",
    ),
    pytest.param(
        undeliverable("pager", "410", NOON), WITH_A_LOG, ("log", "pager"), id="where there is a log it does"
    ),
    pytest.param(
        undeliverable("gone", "no such sink", NOON), DESK_AND_PAGER, ("pager",), id="a sink long removed"
    ),
    pytest.param(
        undeliverable("log", "410", NOON), {"log": EVERYBODY}, ("log",), id="the only sink there is"
    ),
]


@pytest.mark.parametrize(("alert", "sinks", "told"), CASES)
def test_an_alert_goes_to_the_sinks_that_are_for_its_audience(
    alert: Alert, sinks: Audiences, told: tuple[str, ...]
) -> None:
    assert addressed(alert, sinks) == told
