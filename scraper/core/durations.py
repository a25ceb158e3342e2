"""Durations as people write them in the configuration: `15m`, `1h30m`, `4d`."""

from datetime import timedelta
from typing import Final

_UNITS: Final = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1))


def spelled(span: timedelta) -> str:
    """Return a duration as the configuration reads it, to the millisecond."""
    millis = span // timedelta(milliseconds=1)
    parts = []
    for unit, size in _UNITS:
        count, millis = divmod(millis, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
