"""The topic as data (placeholder until the relevance room is built)."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Topic:
    """What is looked for."""

    id: str
    version: str
