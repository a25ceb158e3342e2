"""Indexes that share nothing with the one before."""

import pytest

from scraper.core.cadence_learning import learn
from scraper.core.gaps import Sifted, fillers, gaps, goes_on
from scraper.outcomes import Outcome
from scraper.types import Channel, ChannelRole
from scraper.types.histories import PollFact
from tests.core.simulated_past import DAY, FEED, HOUR, MONDAY, poll, read, steady
from tests.values import source

HOURLY = learn(steady(MONDAY - 56 * DAY, 56), zone="UTC")


def turned_over(hours: int, links: int = 20, new: int = 20, *, baseline: bool = False) -> PollFact:
    return PollFact(MONDAY + hours * HOUR, Outcome.OK, (read(Outcome.OK, links, new),), baseline=baseline)


def test_an_index_that_turned_over_whole_is_a_gap_with_what_may_be_missing() -> None:
    [gap] = gaps([poll(MONDAY), turned_over(30)], HOURLY)
    assert (gap.channel, gap.since, gap.until, gap.found) == (FEED, MONDAY, MONDAY + 30 * HOUR, 20)
    assert gap.expected == pytest.approx(30, rel=0.03)
    assert gap.missed == 10
    [unknown] = gaps([poll(MONDAY), turned_over(30)], None)
    assert unknown.missed is None


@pytest.mark.parametrize(
    "polls",
    [
        pytest.param([poll(MONDAY), turned_over(10, new=19)], id="one item shared is none missed"),
        pytest.param([turned_over(10)], id="a first reading has nothing before it"),
        pytest.param([poll(MONDAY), turned_over(10, baseline=True)], id="a baseline is no gap"),
        pytest.param(
            [poll(MONDAY), turned_over(1, links=2, new=2)], id="an index of two items says nothing"
        ),
        pytest.param([poll(MONDAY, Outcome.GONE), turned_over(10)], id="a failed reading is none"),
        pytest.param([], id="no polls"),
    ],
)
def test_what_is_no_gap(polls: list[PollFact]) -> None:
    assert gaps(polls, HOURLY) == ()


def test_a_gap_is_filled_from_archives_in_its_language_first_and_never_from_itself() -> None:
    archive, fallback = ChannelRole.ARCHIVE, ChannelRole.FALLBACK
    channels = [
        Channel("uk", language="uk"),
        Channel("en", language="en"),
        Channel("spare", role=fallback),
        Channel("archive-en", role=archive, language="en"),
        Channel("archive-uk", role=archive, language="uk"),
        Channel("archive", role=archive),
    ]
    news = source("news", *channels)
    assert [one.url for one in fillers(news, "uk")] == ["archive-uk", "archive", "archive-en", "spare"]
    assert [one.url for one in fillers(news, "en")] == ["archive-en", "archive", "archive-uk", "spare"]
    assert [one.url for one in fillers(news, "spare")] == ["archive", "archive-en", "archive-uk"]


PAGED = "https://news.test/feed/?paged={page}"


@pytest.mark.parametrize(
    ("address", "before", "older", "fresh", "further"),
    [
        pytest.param(PAGED, 0, 0, 20, True, id="all of the page is of the gap"),
        pytest.param(PAGED, 1, 1, 20, True, id="an old item may be a pinned one"),
        pytest.param(PAGED, 6, 0, 20, False, id="the archive dates many before the gap"),
        pytest.param(PAGED, 0, 6, 20, False, id="many were known before the gap"),
        pytest.param(PAGED, 0, 0, 0, False, id="the page repeats the one before"),
        pytest.param("https://news.test/archive.xml", 0, 0, 20, False, id="an archive of one page"),
    ],
)
def test_a_paged_archive_is_read_on_to_where_the_gap_begins(
    address: str, before: int, older: int, fresh: int, further: bool
) -> None:
    assert goes_on(address, Sifted((), before, 0), fresh=fresh, older=older) is further
