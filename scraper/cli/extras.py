"""What only an extra makes possible is refused without it, with the line that installs it."""

from collections.abc import Iterator
from contextlib import contextmanager

from scraper.errors import ScraperError


@contextmanager
def extra(name: str, purpose: str) -> Iterator[None]:
    """Let what an extra brings be imported; raises ScraperError where it is not installed.

    `purpose` begins the sentence that is told: "WARC files need".
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("scraper."):
            raise  # no extra brings a module of this program: that it is missing is a fault
        remedy = f"pip install 'japan-ukraine-monitor[{name}]'"
        raise ScraperError(f"{purpose} the extra `{name}`: {remedy}") from None
