"""The floor of coverage: a language of which no source yields anything in its usual time."""

from collections.abc import Sequence
from datetime import datetime

from scraper.core.diagnosis import Cause
from scraper.core.health import Health, State
from scraper.types import Alert, Audience, Severity, Source


def silent_languages(
    sources: Sequence[Source], found: Sequence[Health], now: datetime
) -> tuple[Alert, ...]:
    """Return an alert for each language whose sources, two or more, are all silent or in trouble.

    `found` is in the order of `sources`. Of a language with one source that source's own alert says it.
    An alert's key is the instant of the language's last item: one silence is told once, however often it is
    looked at. While our own network is at fault, nothing is said of any language.
    """
    by_language: dict[str, list[Health]] = {}
    for source, health in zip(sources, found, strict=True):
        for language in source.languages:
            by_language.setdefault(language, []).append(health)
    alerts = []
    for language, all_ in sorted(by_language.items()):
        last = max((health.last_new_at for health in all_ if health.last_new_at is not None), default=None)
        if last is not None and len(all_) > 1 and all(_is_silent(health) for health in all_):
            alerts.append(_alert(language, all_, last, now))
    return tuple(alerts)


def _is_silent(health: Health) -> bool:
    if health.diagnosis is None or health.diagnosis.cause in {Cause.OUR_OUTAGE, Cause.ADDRESS_STORM}:
        return False
    return health.state is State.CRITICAL or health.diagnosis.cause is Cause.QUIET


def _alert(language: str, found: Sequence[Health], last: datetime, now: datetime) -> Alert:
    since = last.isoformat()
    told = [f"{one.source}: {one.diagnosis.cause}" for one in found if one.diagnosis is not None]
    return Alert(
        key=f"language:{language}:{since}",
        kind="source",
        channel=Audience.OPS,
        severity=Severity.ERROR,
        subject=f"nothing comes in the language {language} any more: {'; '.join(told)}",
        raised_at=now,
        language=language,
        detail={"cause": "coverage", "since": since, "sources": ", ".join(one.source for one in found)},
    )
