"""Searching bytes for many strings at once: for a thousand every occurrence, also of those that overlap.

By Aho and Corasick's automaton (CACM 18(6), 1975), or in a third of the time by Vectorscan, a fork of
Hyperscan (Wang et al., NSDI 2019), where the extra `fast` is installed. Both find the same.
"""

from collections.abc import Sequence
from typing import Final, Protocol

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

try:
    import hyperscan
except ImportError:
    hyperscan = None  # type: ignore[assignment, unused-ignore]  # a module to mypy, if it is installed

IS_FAST: Final = hyperscan is not None

Match = tuple[int, int, int]
"""The index of a pattern, where it starts, and where it ends."""


class ByteSearch(Protocol):
    """A search for the patterns that it was made with; may be used by several threads at once."""

    def matches(self, text: bytes) -> Sequence[Match]:
        """Return all occurrences, in the order of their ends."""


def byte_search(patterns: Sequence[bytes]) -> ByteSearch:
    """Return the fastest search that is installed; none of `patterns` is empty."""
    return VectorSearch(patterns) if IS_FAST else AutomatonSearch(patterns)


class AutomatonSearch:
    """Reads byte by byte."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._automaton = BytesAhoCorasick(patterns, implementation=Implementation.DFA)

    def matches(self, text: bytes) -> Sequence[Match]:
        """See ByteSearch."""
        return self._automaton.find_matches_as_indexes(text, overlapping=True)


class FewSearch:
    """Of occurrences that overlap the leftmost alone: a handful is then searched many bytes at a time."""

    def __init__(self, *patterns: bytes) -> None:
        self._automaton = BytesAhoCorasick(patterns, matchkind=MatchKind.LeftmostFirst)

    def matches(self, text: bytes) -> Sequence[Match]:
        """Return the occurrences in their order."""
        return self._automaton.find_matches_as_indexes(text)


class VectorSearch:
    """Compares many bytes at a time."""

    def __init__(self, patterns: Sequence[bytes]) -> None:
        self._lengths = tuple(map(len, patterns))
        self._database = hyperscan.Database()
        self._database.compile(
            expressions=[b"".join(b"\\x%02x" % byte for byte in pattern) for pattern in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
        )
        self._idle = [hyperscan.Scratch(self._database)]
        """Working memories; each serves one scan at a time."""

    def matches(self, text: bytes) -> Sequence[Match]:
        """See ByteSearch."""
        try:
            scratch = self._idle.pop()
        except IndexError:
            scratch = hyperscan.Scratch(self._database)
        lengths = self._lengths
        found: list[Match] = []
        add = found.append

        def note(pattern: int, _: int, end: int, *_more: object) -> None:
            add((pattern, end - lengths[pattern], end))

        self._database.scan(text, match_event_handler=note, scratch=scratch)
        self._idle.append(scratch)
        return found
