"""A search as its form asks for it: any string is an answer of sorts, none an error."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from scraper.types import Grade
from scraper.types.library import Wanted


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form's fields hold, as typed."""

    typed: str = ""
    language: str = ""
    source: str = ""
    grade: str = ""
    since: str = ""
    until: str = ""
    story: str = ""
    order: str = ""


def asked(fields: Mapping[str, str]) -> Asked:
    """Return the fields of a query string."""
    names = {name: fields.get(name, "").strip() for name in Asked.__slots__ if name != "typed"}
    return Asked(fields.get("q", "").strip(), **names)


def wanted(form: Asked, here: tzinfo | None = None) -> tuple[Wanted, Sequence[str]]:
    """Return what limits the search, and what of the form was not understood and left out.

    Days are the reader's (None: of this machine's zone); the last one belongs to what is wanted.
    """
    since, until = _day(form.since, here), _day(form.until, here)
    story = form.story if re.fullmatch(r"s[0-9]{1,18}", form.story) else None
    grade = Grade(int(form.grade)) if form.grade in {"0", "1", "2", "3"} else None
    problems = [
        f"{name} {typed!r} was left out: {remedy}"
        for name, typed, understood, remedy in (
            ("Date", form.since, since, "write it like 2026-02-10"),
            ("Date", form.until, until, "write it like 2026-02-10"),
            ("Story", form.story, story, "write it like s7"),
            ("Grade", form.grade, grade, "it is 0, 1, 2 or 3"),
        )
        if typed and understood is None
    ]
    limits = Wanted(
        languages=(form.language,) if form.language else (),
        sources=(form.source,) if form.source else (),
        grade=grade or Grade.OFF,
        since=since,
        until=None if until is None else until + timedelta(days=1),
        story=story,
    )
    return limits, problems


def _day(typed: str, here: tzinfo | None) -> datetime | None:
    """Return when a day begins; None for what is no date between 1970 and 2199."""
    if not re.fullmatch(r"(?:19[7-9]|2[01]\d)\d-\d\d-\d\d", typed):
        return None
    try:
        day = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return day.replace(tzinfo=here) if here is not None else day.astimezone()
