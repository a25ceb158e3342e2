"""Scenario + what the store holds -> what was missed, falsely told, noticed. Pure, nothing is assumed."""

from dataclasses import dataclass
from datetime import timedelta

from scraper.demo.judging import JUDGES, NOT_YET, TOLD, Evidence
from scraper.demo.scenario import Event, Planted, Scenario
from scraper.demo.stored import StoredAlert, StoredFacts


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """What came of one event."""

    event: Event
    noticed: bool | None
    """None: not yet, and the scenario names the part of the program that will."""
    words: str
    """What the store holds of it."""


@dataclass(frozen=True, slots=True)
class DemoOutcome:
    """The comparison of what was planted with what the store holds."""

    missed: tuple[Planted, ...]
    """Due one alert, and got none or several."""
    false_alerts: tuple[StoredAlert, ...]
    """Article alerts for what deserves none, raised since the scenario began."""
    events: tuple[EventOutcome, ...]

    @property
    def good(self) -> bool:
        """Whether nothing was missed, nothing falsely told, and every event noticed that can be by now."""
        unnoticed = any(outcome.noticed is False for outcome in self.events)
        return not (self.missed or self.false_alerts or unnoticed)


def compare(scenario: Scenario, stored: StoredFacts, until: timedelta | None = None) -> DemoOutcome:
    """Return what came of the scenario, as far as it was played: `until` its end, or an earlier offset."""
    end = scenario.lasts if until is None else until
    evidence = Evidence(scenario, stored, end)
    due = [article for article in scenario.articles if article.must_alert and article.at <= end - NOT_YET]
    return DemoOutcome(
        missed=tuple(article for article in due if not evidence.told_once(article.key)),
        false_alerts=tuple(
            alert
            for alert in stored.alerts
            if alert.kind == TOLD and alert.raised_at >= scenario.starts_at and not evidence.deserved(alert)
        ),
        events=tuple(_judged(event, evidence) for event in scenario.events if event.at <= end),
    )


def _judged(event: Event, evidence: Evidence) -> EventOutcome:
    noticed, words = JUDGES[event.expect](event, evidence)
    return EventOutcome(event, None if event.part and not noticed else noticed, words)
