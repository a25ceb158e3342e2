"""What was measured as tables that people read: Markdown, as in docs/performance.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from bench.performance.contenders import Row

Figures = Mapping[str, Mapping[str, float]]
"""Line -> column -> value."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one contender costs."""

    cpu_ms: float
    """A unit; the median of the rounds."""
    ratio: float
    """To the product's in the same round; the median."""
    least: float
    greatest: float
    peak_mb: float
    missing: str = ""
    """Why it was left out; empty: it was not."""


def of_contenders(rows: Mapping[str, Row], measured: Mapping[str, Mapping[str, Cell]]) -> str:
    """Return two tables of workloads and competitors: CPU with its ratios, and peak memory."""
    names = list(dict.fromkeys(name for cells in measured.values() for name in cells))
    costs, peaks = [], []
    for row, cells in measured.items():
        title = f"{rows[row].title}, a {rows[row].unit}"
        shown = {name: cell for name, cell in cells.items() if not cell.missing}
        costs.append([title, *(_cost(shown[name]) if name in shown else "" for name in names)])
        peaks.append([title, *(f"{shown[name].peak_mb:.0f}" if name in shown else "" for name in names)])
    head = "CPU ms (times ours: median, least to greatest)"
    return "\n\n".join((_table([head, *names], costs), _table(["peak MB", *names], peaks)))


def of_figures(title: str, figures: Figures) -> str:
    """Return a table of what one row found."""
    columns = list(dict.fromkeys(column for line in figures.values() for column in line))
    counts = {
        column for column in columns if all(line.get(column, 0) % 1 == 0 for line in figures.values())
    }
    lines = [
        [name, *(_plain(line.get(column), count=column in counts) for column in columns)]
        for name, line in figures.items()
    ]
    return _table([title, *columns], lines)


def _cost(cell: Cell) -> str:
    if cell.ratio == cell.least == cell.greatest == 1:
        return f"{cell.cpu_ms:.2f}"
    return f"{cell.cpu_ms:.2f} ({cell.ratio:.2f}, {cell.least:.2f} to {cell.greatest:.2f})"


def _plain(value: float | None, *, count: bool) -> str:
    """Return a count, or two decimals; nothing where there is no value."""
    if value is None:
        return ""
    return f"{value:,.0f}" if count else f"{value:,.2f}"


def _table(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """Return a table whose columns stand straight in plain text, too: the first to the left."""
    widths = [max(map(len, column)) for column in zip(head, *lines, strict=True)]
    rule = [f"{'-' * (width - 1)}{':' if at else '-'}" for at, width in enumerate(widths)]
    return "\n".join(
        f"| {' | '.join(map(_padded, line, widths, count()))} |" for line in (head, rule, *lines)
    )


def _padded(text: str, width: int, column: int) -> str:
    return text.rjust(width) if column else text.ljust(width)
