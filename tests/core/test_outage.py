"""An outage of our own network is told from sites in trouble, and announced once at either end."""

from datetime import datetime, timedelta

import pytest

from scraper.core.outage import Network, announcement, heard, resumed
from scraper.outcomes import Outcome
from scraper.types import Alert, ChannelRead, Severity, Source
from tests.values import NOON, source

DNS, OK, TLS = Outcome.DNS_FAILED, Outcome.OK, Outcome.TLS_INVALID
NOT_FOUND, LIMITED = Outcome.NOT_FOUND, Outcome.RATE_LIMITED
Polls = list[tuple[int, Outcome]]


def played(polls: Polls) -> tuple[Network, list[Alert]]:
    """Hear one poll a minute: of the host with a number, ending as told."""
    network, alerts = Network(), []
    for minute, (host, outcome) in enumerate(polls):
        now = NOON + timedelta(minutes=minute)
        before, network = (
            network,
            heard(network, [ChannelRead(f"https://h{host}.test/", outcome, now)], now),
        )
        if (alert := announcement(before, network, now)) is not None:
            alerts.append(alert)
    return network, alerts


def every(outcome: Outcome, hosts: int = 8) -> Polls:
    return [(host, outcome) for host in range(hosts)]


SCENES: dict[str, tuple[Polls, bool, list[str]]] = {
    "all is well": (every(OK) * 3, False, []),
    "nobody is reached any more": (every(OK) + every(DNS), True, ["outage"]),
    "nobody was ever reached": (every(DNS, hosts=3), True, ["outage"]),
    "a captive portal breaks TLS everywhere": (every(OK) + every(TLS), True, ["outage"]),
    "one host that fails again and again is its own trouble": (every(OK) + [(1, DNS)] * 40, False, []),
    "four of eight in a row may be chance": (every(OK) + every(DNS, hosts=4), False, []),
    "dead hosts between living ones": (every(OK) + [(1, DNS), (2, OK), (3, DNS), (4, OK)] * 9, False, []),
    "an error page is an answer": (every(OK) + every(NOT_FOUND), False, []),
    "a host that asked to be left alone proves nothing": (
        [*every(OK), *every(DNS, hosts=4), (7, LIMITED), (6, DNS)],
        True,
        ["outage"],
    ),
    "two installs of two hosts each never blame the network": (every(DNS, hosts=2) * 9, False, []),
    "one answer does not end an outage": (
        [*every(OK), *every(DNS), (1, OK), *every(DNS)],
        True,
        ["outage"],
    ),
    "two answers do": ([*every(DNS), (1, OK), (2, OK)], False, ["outage", "outage_over"]),
    "the same host twice is one answer": ([*every(DNS), (1, OK), (1, OK)], True, ["outage"]),
}


@pytest.mark.parametrize("outcome", [OK, DNS])
def test_with_many_sources_no_more_hosts_are_kept_than_decide(outcome: Outcome) -> None:
    network, _ = played(every(outcome, hosts=500))
    assert len(network.known) + len(network.unreached) <= 10


@pytest.mark.parametrize(("polls", "is_down", "kinds"), SCENES.values(), ids=SCENES)
def test_whose_fault_it_is(polls: Polls, is_down: bool, kinds: list[str]) -> None:
    network, alerts = played(polls)
    assert network.is_down == is_down
    assert [alert.kind for alert in alerts] == kinds


def test_ops_hear_when_it_began_and_how_long_it_took() -> None:
    _, [began, ended] = played([*every(OK), *every(DNS), (1, OK), (2, OK)])
    assert (began.severity, began.detail["since"]) == (Severity.CRITICAL, "2026-02-10T12:08:00+00:00")
    assert began.subject == "our network: 5 hosts in a row can't be reached, none answers"
    assert ended.subject == "our network is back after 9 minutes"
    assert began.key != ended.key


def test_a_poll_that_read_nothing_proves_nothing() -> None:
    network, _ = played(every(DNS))
    assert heard(network, [], NOON) == network


BEGUN, OVER = played([*every(DNS), (1, OK), (2, OK)])[1]
MANY = [source(f"site{number}") for number in range(8)]
LATER = NOON + timedelta(days=1)
STARTS: dict[str, tuple[Alert | None, list[Source], datetime, Network]] = {
    "nothing was ever told": (None, MANY, LATER, Network()),
    "an outage goes on": (BEGUN, MANY, LATER, Network(since=NOON, is_down=True)),
    "one that is over does not": (OVER, MANY, LATER, Network()),
    "one of long ago may have ended untold": (BEGUN, MANY, NOON + timedelta(days=8), Network()),
    "two hosts alone never make one, nor might they end it": (BEGUN, MANY[:2], LATER, Network()),
}


@pytest.mark.parametrize(("told", "polled", "now", "network"), STARTS.values(), ids=STARTS)
def test_a_service_starts_with_what_was_told_last(
    told: Alert | None, polled: list[Source], now: datetime, network: Network
) -> None:
    assert resumed(told, polled, now) == network


def test_an_outage_that_is_resumed_ends_as_any_other_and_from_its_own_beginning() -> None:
    down = resumed(BEGUN, MANY, NOON)
    [one], [other] = ([ChannelRead(f"https://h{host}.test/", OK, NOON)] for host in (1, 2))
    still = heard(down, [one], NOON)
    back = heard(still, [other], NOON + timedelta(hours=1))
    assert (still.is_down, announcement(down, still, NOON)) == (True, None)
    over = announcement(still, back, NOON + timedelta(hours=1))
    assert over is not None
    assert over.subject == "our network is back after 60 minutes"
