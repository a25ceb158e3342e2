"""Options that limit a search or a list, and the value they make."""

import functools
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar, cast

import click

from scraper.types import Grade
from scraper.types.library import Wanted

P = ParamSpec("P")
R = TypeVar("R")

_AGO = re.compile(r"(\d{1,5})([mhdw])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class Moment(click.ParamType[datetime]):
    """`24h`, `7d`: so long ago; or a date or instant in ISO 8601, local where it names no zone."""

    name = "when"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the instant in UTC."""
        if isinstance(value, datetime):
            return value
        text = str(value)
        ago = _AGO.fullmatch(text)
        if ago is not None:
            return datetime.now(UTC) - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(f"{text!r} is neither like 24h or 7d nor a date like 2026-02-10", param, ctx)


def takes_wanted(command: Callable[Concatenate[Wanted, P], R]) -> Callable[P, R]:
    """Give a command the filters of the library; its first argument is what they want."""

    @click.option(
        "--language", "languages", multiple=True, help="Only this language (ISO 639-1); may be repeated."
    )
    @click.option("--source", "sources", multiple=True, help="Only this source; may be repeated.")
    @click.option("--grade", type=click.IntRange(0, 3), default=0, help="At least this grade (0 to 3).")
    @click.option("--since", type=Moment(), help="Not before this: 24h, 7d, 2026-02-10.")
    @click.option("--until", type=Moment(), help="Before this.")
    @click.option("--story", help="Only tellings of this story (s7).")
    @functools.wraps(command)
    def with_wanted(*args: P.args, **kwargs: P.kwargs) -> R:
        wanted = Wanted(
            languages=cast("tuple[str, ...]", kwargs.pop("languages")),
            sources=cast("tuple[str, ...]", kwargs.pop("sources")),
            grade=Grade(cast("int", kwargs.pop("grade"))),
            since=cast("datetime | None", kwargs.pop("since")),
            until=cast("datetime | None", kwargs.pop("until")),
            story=cast("str | None", kwargs.pop("story")),
        )
        return command(wanted, *args, **kwargs)

    return with_wanted


limit = click.option(
    "--limit", type=click.IntRange(1, 10_000), default=20, show_default=True, help="At most so many."
)
