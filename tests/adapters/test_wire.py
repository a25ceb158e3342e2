"""What the parser process sends home: whatever bytes come, a value of the right type or a WireError."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.adapters.wire import WireError, decoder, encode
from scraper.types import CanonicalUrl, Index, Link, ParsedDate, Precision

decode_index = decoder(Index)

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
INSTANTS = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)).map(  # noqa: DTZ001
    lambda naive: naive.replace(tzinfo=UTC)
)
DATES = st.builds(
    ParsedDate, INSTANTS, st.sampled_from(Precision), TEXTS, TEXTS, st.frozensets(st.sampled_from("yzd"))
)
LINKS = st.builds(
    Link, TEXTS.map(CanonicalUrl), TEXTS, TEXTS, TEXTS, st.none() | DATES, TEXTS, TEXTS, st.none() | TEXTS
)
INDEXES = st.builds(
    Index,
    st.lists(LINKS, max_size=4).map(tuple),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.none() | st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
    st.dictionaries(TEXTS, st.integers(0, 99), max_size=3),
)


@given(INDEXES)
def test_every_index_comes_home_as_it_was_sent(index: Index) -> None:
    assert decode_index(encode(index)) == index


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
)


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_do_worse_than_a_wire_error(data: bytes) -> None:
    try:
        index = decode_index(data)
    except WireError:
        return
    assert isinstance(index, Index)


GOOD: Mapping[str, object] = {"url": "u", "address": "a"}
REFUSED: Mapping[str, object] = {
    "a field of another type": {"links": [{**GOOD, "title": 5}]},
    "a field that is missing": {"links": [{"url": "u"}]},
    "a field that does not exist": {"links": [], "__class__": "os.system"},
    "a list where a value belongs": [GOOD],
    "a boolean that poses as a number": {"links": [], "dropped": {"x": True}},
    "a duration without end": {"links": [], "poll_hint": float("inf")},
    "a duration beyond all measure": {"links": [], "poll_hint": 1e300},
    "an instant without a zone": {
        "links": [
            {
                **GOOD,
                "published": {"instant": "2026-05-01T09:00:00", "precision": "day", "raw": "", "zone": ""},
            }
        ]
    },
    "a member that its enumeration lacks": {
        "links": [
            {
                **GOOD,
                "published": {"instant": "2026-05-01T09:00Z", "precision": "eon", "raw": "", "zone": ""},
            }
        ]
    },
}


@pytest.mark.parametrize("value", REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused(value: object) -> None:
    with pytest.raises(WireError, match="not Index"):
        decode_index(json.dumps(value).encode())


def test_a_nest_without_bottom_is_refused() -> None:
    with pytest.raises(WireError):
        decode_index(b"[" * 200_000)
