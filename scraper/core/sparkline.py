"""Numbers as a line of bars: a glance at a pace."""

from collections.abc import Sequence
from typing import Final

BARS: Final = "▁▂▃▄▅▆▇█"


def sparkline(numbers: Sequence[float]) -> str:
    """Return a bar a number, the highest for the greatest; a dot where it is zero."""
    most = max(numbers, default=0.0)
    return "".join(
        "·" if number <= 0 else BARS[min(int(number / most * len(BARS)), len(BARS) - 1)]
        for number in numbers
    )
