"""All rows that are measured contender by contender."""

from types import MappingProxyType

from bench.performance import polls, stream

ROWS = MappingProxyType({**polls.ROWS, **stream.ROWS})
