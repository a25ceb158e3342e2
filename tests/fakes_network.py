"""Stand-ins for what the fetcher needs: a memory of hosts that forgets when it is dropped."""

from collections.abc import Sequence

from scraper.ports import HostState


class HostMemoryInMemory:
    """Fulfils `ports.HostMemory`."""

    def __init__(self, states: Sequence[HostState] = ()) -> None:
        self._states = {state.host: state for state in states}

    async def hosts(self) -> Sequence[HostState]:
        return tuple(self._states.values())

    async def remember(self, state: HostState) -> None:
        self._states[state.host] = state
