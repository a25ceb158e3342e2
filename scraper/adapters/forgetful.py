"""A HostMemory that keeps nothing: for a dry run, which writes nothing."""

from collections.abc import Sequence

from scraper.ports import HostState


class Forgetful:
    """Knows no host and remembers none; within one run the fetcher's own cache serves."""

    async def hosts(self) -> Sequence[HostState]:
        """Return nothing."""
        return ()

    async def remember(self, state: HostState) -> None:
        """Let it go."""
