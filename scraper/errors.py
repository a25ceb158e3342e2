"""What can go wrong, named by what the caller does about it.

    ScraperError
    ├── ConfigError            tell the operator every problem at once; exit 78
    ├── FetchError             this address, this time: record the reason, try again later or not
    │   ├── Disallowed             never fetch it (robots, forbidden address, scheme or port)
    │   ├── TransientFetchError    may pass by itself
    │   └── PermanentFetchError    stays until somebody acts
    ├── ExtractionError        the page was read, nothing usable was in it: record the reason
    ├── StoreError             the store refuses: stop acknowledging
    │   ├── StoreBusy              another instance holds it; exit 75
    │   └── StoreUnusable          damaged, read-only, not ours: somebody must act; exit 78
    └── DeliveryError          a sink refused an alert: keep it, try again later

Expected failures of one source become values (an `Outcome`) at the edge of the poll; anything that is
not a ScraperError is a programming error and propagates.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from scraper.outcomes import Outcome


class ScraperError(Exception):
    """The root: every failure that this program expects."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the configuration: where, which key, and what would be right."""

    file: str
    key: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.remedy}"


class ConfigError(ScraperError):
    """The configuration cannot be used; `problems` holds every one found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class FetchError(ScraperError):
    """A fetch that brought no usable answer.

    `retry_after` is what the server asked for, already clamped to 0..24 h; None where it asked nothing.
    """

    def __init__(
        self, url: str, reason: Outcome, detail: str = "", retry_after: timedelta | None = None
    ) -> None:
        self.url = url
        self.reason = reason
        self.detail = detail
        self.retry_after = retry_after
        super().__init__(f"{reason}: {url}" + (f" ({detail})" if detail else ""))


class Disallowed(FetchError):
    """We must not fetch this address."""


class TransientFetchError(FetchError):
    """It may work later."""


class PermanentFetchError(FetchError):
    """It will not work until somebody acts."""


class ExtractionError(ScraperError):
    """A page or an index from which nothing usable could be read."""

    def __init__(self, url: str, reason: Outcome, detail: str = "") -> None:
        self.url = url
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {url}" + (f" ({detail})" if detail else ""))


class StoreError(ScraperError):
    """The store cannot be opened, read or written."""


class StoreBusy(StoreError):
    """Another instance holds the store."""


class StoreUnusable(StoreError):
    """The store stays as it is until somebody acts: damaged, read-only, foreign, of a newer program."""


class DeliveryError(ScraperError):
    """A sink did not take an alert."""
