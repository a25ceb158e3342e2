"""Why a source yields nothing: told from how its polls and pages ended, with the evidence."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from scraper.outcomes import SUCCESSES, Outcome
from scraper.types.histories import History, PollFact, ReadFact

LEAST_PAGES: Final = 4
"""Pages that have to fail one after the other before the site's pages are blamed."""


class Cause(StrEnum):
    """Why nothing comes from a source."""

    QUIET = "quiet"
    """It answers as ever and names nothing new."""
    BLOCKED = "blocked"
    """It refuses us: a challenge, 401, 403, 429 without end, robots."""
    HTML_AS_FEED = "html_as_feed"
    """What should be a feed is something else: an error page, a front page, broken XML."""
    MOVED = "moved"
    """The address is gone: 404, 410, redirects that lead nowhere."""
    PARSER_ROT = "parser_rot"
    """Pages or listings answer, and nothing can be read from them."""
    ADDRESS_STORM = "address_storm"
    """All of its items come as new: its addresses or ids changed."""
    CLOCK_SHIFT = "clock_shift"
    """Its dates are off by whole zones."""
    DOWN = "down"
    """Its server fails or can't be reached, others can."""
    OUR_OUTAGE = "our_outage"
    """Our own network or resolver is at fault."""
    OUR_FAULT = "our_fault"
    """This program met an error of its own."""


CAUSES: Final[Mapping[Outcome, Cause]] = MappingProxyType(
    {
        Outcome.BLOCKED_CHALLENGE: Cause.BLOCKED,
        Outcome.CONSENT_WALL: Cause.BLOCKED,
        Outcome.PAYWALL_STUB: Cause.BLOCKED,
        Outcome.FORBIDDEN: Cause.BLOCKED,
        Outcome.RATE_LIMITED: Cause.BLOCKED,
        Outcome.ROBOTS_DISALLOWED: Cause.BLOCKED,
        Outcome.NOT_A_FEED: Cause.HTML_AS_FEED,
        Outcome.BAD_XML: Cause.HTML_AS_FEED,
        Outcome.BAD_JSON: Cause.HTML_AS_FEED,
        Outcome.SOFT_404: Cause.MOVED,
        Outcome.REDIRECTED_AWAY: Cause.MOVED,
        Outcome.NOT_FOUND: Cause.MOVED,
        Outcome.GONE: Cause.MOVED,
        Outcome.BAD_REDIRECT: Cause.MOVED,
        Outcome.TOO_MANY_REDIRECTS: Cause.MOVED,
        Outcome.DOWNGRADE_FORBIDDEN: Cause.MOVED,
        Outcome.NO_LINKS: Cause.PARSER_ROT,
        Outcome.NO_ARTICLE: Cause.PARSER_ROT,
        Outcome.NOT_AN_ARTICLE: Cause.PARSER_ROT,
        Outcome.BAD_CHARSET: Cause.PARSER_ROT,
        Outcome.PARSE_TIMED_OUT: Cause.PARSER_ROT,
        Outcome.PARSER_DIED: Cause.PARSER_ROT,
        Outcome.PARSER_ERROR: Cause.OUR_FAULT,
        Outcome.INTERNAL_ERROR: Cause.OUR_FAULT,
        Outcome.OUR_OUTAGE: Cause.OUR_OUTAGE,
    }
)
"""What a failing outcome is a sign of; any other failure is a sign of a server that is down."""

WORDS: Final[Mapping[Cause, str]] = MappingProxyType(
    {
        Cause.QUIET: "answers as ever, but publishes nothing new",
        Cause.BLOCKED: "refuses us",
        Cause.HTML_AS_FEED: "answers with something other than its index",
        Cause.MOVED: "has moved or is gone",
        Cause.PARSER_ROT: "answers, but nothing can be read from it",
        Cause.ADDRESS_STORM: "shows all of its items under new addresses",
        Cause.CLOCK_SHIFT: "dates its items by another clock",
        Cause.DOWN: "is down or can't be reached",
        Cause.OUR_OUTAGE: "can't be reached from here, like the others",
        Cause.OUR_FAULT: "meets an error of this program",
    }
)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a source yields nothing, and what says so."""

    cause: Cause
    since: datetime
    """When it last was as it should be; the first poll where it never was."""
    evidence: tuple[str, ...]
    is_of_pages: bool = False
    """Whether the index answers and the pages are at fault."""

    @property
    def words(self) -> str:
        """The cause, to follow the source's name."""
        return WORDS[self.cause]


def of_polls(history: History) -> Diagnosis | None:
    """Return why no poll has been answered since the last good one; None where the last was."""
    failed = _after(history.polls, history.last_good_at)
    if not failed or failed[-1].outcome in SUCCESSES:
        return None
    cause = _leading(cause_of(poll.outcome) for poll in failed)
    since = history.last_good_at or failed[0].at
    return Diagnosis(cause, since, tuple(_evidence_of_polls(history, failed)))


def of_pages(history: History) -> Diagnosis | None:
    """Return why pages are named but can't be read; None while any was read since, or too few failed.

    A page that was found off topic was read.
    """
    failed: Counter[Outcome] = Counter()
    since = None
    for poll in reversed(history.polls):
        if any(outcome in _READ and count for outcome, count in poll.outcomes.items()):
            break
        failed.update({one: count for one, count in poll.outcomes.items() if one not in _WAITING})
        since = poll.at if poll.outcomes else since
    if since is None or failed.total() < LEAST_PAGES:
        return None
    told = ", ".join(f"{outcome.replace('_', ' ')} {count}" for outcome, count in failed.most_common(3))
    last = history.last_page
    return Diagnosis(
        _leading(cause_of(outcome) for outcome in failed.elements()),
        since,
        (
            f"the index answers and names items, but {failed.total()} pages in a row failed: {told}",
            *([f"last good page {_when(last.seen_at)}: {last.url}"] if last is not None else ()),
        ),
        is_of_pages=True,
    )


def of_silence(history: History) -> Diagnosis | None:
    """Return why answered polls bring nothing; None where the last one brought something."""
    if history.last_new_at is None:
        return None
    quiet = [poll for poll in _after(history.polls, history.last_new_at) if poll.outcome in SUCCESSES]
    if not quiet:
        return None
    ends = Counter(read.outcome for poll in quiet for read in poll.reads)
    told = ", ".join(f"{outcome.replace('_', ' ')} {count}" for outcome, count in ends.most_common(3))
    broken = _broken_channels(quiet)
    cause = cause_of(broken[0].outcome) if broken else Cause.QUIET
    return Diagnosis(
        cause,
        history.last_new_at,
        (
            f"{len(quiet)} polls answered since the last new item {_when(history.last_new_at)}: {told}",
            *(f"{_short(read)} fails: {_ending(read)}" for read in broken),
            *_last_page(history),
        ),
    )


def last_read_at(history: History) -> datetime | None:
    """Return when a page was last read, whatever it was about; None where none was in the polls known."""
    return max((poll.at for poll in history.polls if _READ & poll.outcomes.keys()), default=None)


def cause_of(outcome: Outcome) -> Cause:
    """Return what a failure is a sign of."""
    return CAUSES.get(outcome, Cause.DOWN)


_READ: Final = frozenset({Outcome.OK, Outcome.OFF_TOPIC, Outcome.OFF_TOPIC_GATE})
_WAITING: Final = frozenset({Outcome.PENDING, Outcome.GAVE_UP})


def _after(polls: Sequence[PollFact], instant: datetime | None) -> Sequence[PollFact]:
    return polls if instant is None else [poll for poll in polls if poll.at > instant]


def _leading(causes: Iterable[Cause]) -> Cause:
    return Counter(causes).most_common(1)[0][0]


def _broken_channels(polls: Sequence[PollFact]) -> Sequence[ReadFact]:
    """Return the last reading of each channel that failed in every poll though others answered."""
    last = {read.url: read for poll in polls for read in poll.reads}
    answered = {read.url for poll in polls for read in poll.reads if read.outcome in SUCCESSES}
    return [read for url, read in last.items() if url not in answered]


def _evidence_of_polls(history: History, failed: Sequence[PollFact]) -> Iterator[str]:
    ends = Counter(poll.outcome for poll in failed)
    told = ", ".join(f"{outcome.replace('_', ' ')} {count}" for outcome, count in ends.most_common(3))
    yield f"{len(failed)} polls failed since {_when(failed[0].at)}: {told}"
    for read in failed[-1].reads:
        yield f"{_short(read)}: {_ending(read)}{_body(read)}"
    if history.last_good_at is None:
        yield "it was never answered as it should be"
        return
    yield f"last good poll {_when(history.last_good_at)}{_links_then(history, failed[0].at)}"
    yield from _last_page(history)


def _links_then(history: History, before: datetime) -> str:
    full = [
        read
        for poll in history.polls
        if poll.at < before
        for read in poll.reads
        if read.outcome in SUCCESSES and read.links
    ]
    if not full:
        return ""
    return f", when {_short(full[-1])} named {full[-1].links} links{_body(full[-1])}"


def _body(read: ReadFact) -> str:
    """Return what came, in words; empty where no body did."""
    if not read.size:
        return ""
    kind = read.media_type or "a body of no declared type"
    return f" ({kind}, {read.size:,} bytes)"


def _last_page(history: History) -> Iterator[str]:
    if history.last_page is not None:
        yield f"last good page {_when(history.last_page.seen_at)}: {history.last_page.url}"


def _ending(read: ReadFact) -> str:
    return read.outcome.replace("_", " ") + (f" ({read.detail})" if read.detail else "")


def _short(read: ReadFact) -> str:
    return read.url.partition("://")[2] or read.url


def _when(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"
