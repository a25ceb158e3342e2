"""Which blocks of a page are its article: the spine, what belongs between, the lead above it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from scraper.core.blocks import HEADINGS, Block, Box
from scraper.core.boxnames import tells_lead
from scraper.core.layout import Layout, weight
from scraper.core.notices import ends_article, names_source, points_elsewhere
from scraper.core.text import fold

_TEXT_TAGS: Final = HEADINGS | {
    "p", "li", "ul", "ol", "blockquote", "pre", "dl", "dt", "dd", "table", "tbody", "thead", "tr", "td",
    "th",
}  # fmt: skip
"""Boxes that are text by their tag, wherever they stand in the container."""
_CLOCK: Final = re.compile(r"^\d{1,2}:\d{2}\s*(?:[ap]\.?m\.?)?$", re.IGNORECASE)

SPINE_LINKED_TO: Final = 0.93
_LINKED_TO: Final = 0.6
_INVITATION_FROM: Final = 0.4
_END_FROM: Final = 0.5
"""Share of the text after which a title may end the article."""
_END_LEAVES: Final = 0.15
"""Share of the text that may stand below a title in a box of its own, if it ends the article."""
_LAST_FROM: Final = 20
"""Weight from which the last paragraph needs no punctuation."""
_ABOVE: Final = 6
"""Blocks above the headline, and below the text, that may tell of it."""
_HEAD: Final = 60
_LEAD_WITHIN: Final = 8
"""How many blocks below the headline may be leads."""
_LEAD_NEXT: Final = 3
_LEAD_FROM: Final = 20
_LEAD_ALONE_FROM: Final = 60
_LEAD_LINKED_TO: Final = 0.3


@dataclass(frozen=True, slots=True)
class Selection:
    """The blocks of an article."""

    lead: tuple[Block, ...] = ()
    body: tuple[Block, ...] = ()
    head: tuple[Block, ...] = ()
    """What stands around the headline down to the first paragraph: kicker, byline, date, captions."""
    foot: tuple[Block, ...] = ()
    """What stands next below the last paragraph."""


def select(
    blocks: Sequence[Block],
    headline: str,
    summaries: Iterable[str] = (),
    stop_lines: Sequence[re.Pattern[str]] = (),
) -> Selection:
    """Return the blocks that are the article under `headline`; empty where the page has no running text.

    `summaries` are what the page's head or its index says of the article: it often begins so. A block in
    which one of `stop_lines` is found ends it.
    """
    layout = Layout(blocks, headline, summaries)
    body = _trimmed(layout, list(_within(layout, layout.container))) if layout.container else []
    if not body:
        return Selection()
    first = body[0].index
    stop = next((block.index for block in blocks[first:] if _stops(block, stop_lines)), len(blocks))
    body = [block for block in body if block.index < stop]
    last = body[-1].index if body else first
    above = max(0, layout.headline_at - _ABOVE if layout.headline_at >= 0 else first - _HEAD)
    return Selection(
        lead=tuple(_lead(layout, headline, first)),
        body=tuple(body),
        head=tuple(layout.blocks[above:first][:_HEAD]),
        foot=tuple(layout.blocks[last + 1 : last + 1 + _ABOVE]),
    )


def _stops(block: Block, stop_lines: Sequence[re.Pattern[str]]) -> bool:
    return any(pattern.search(block.text) for pattern in stop_lines)


def _within(layout: Layout, container: Box) -> Iterator[Block]:
    """Yield what may be text, and the titles that end an article."""
    for block in layout.blocks[container.first : container.last]:
        if block.index <= layout.headline_at or block.box.tag == "h1" or layout.is_furniture(block.box):
            continue
        if _ends(block) or (not layout.is_notice(block) and _is_text(layout, block)):
            yield block


def _is_text(layout: Layout, block: Block) -> bool:
    linked = block.link_share
    if layout.on_spine(block):
        return linked < SPINE_LINKED_TO and not (linked > _INVITATION_FROM and points_elsewhere(block.text))
    if linked > _LINKED_TO:
        return False
    box = layout.foreign(block)
    return _among_text(layout, block) or (box is not None and layout.belongs(box))


def _among_text(layout: Layout, block: Block) -> bool:
    """Tell whether a block stands among the paragraphs, not in a box of its own."""
    box = layout.foreign(block)
    return layout.on_spine(block) or box is None or box.tag in _TEXT_TAGS


def _ends(block: Block) -> bool:
    return block.link_share <= _LINKED_TO and (
        ends_article(block.text) or _CLOCK.match(block.text) is not None
    )


def _trimmed(layout: Layout, found: Sequence[Block]) -> list[Block]:
    """Cut at the title of what stands below articles, then what is no text at either end.

    A time of day alone begins a live feed, unless it stood above earlier text too: that is a live blog.
    """
    whole = sum(layout.prose[block.index] for block in found)
    passed = 0.0
    timed = False
    chosen: list[Block] = []
    for block in found:
        if not _ends(block):
            chosen.append(block)
            passed += layout.prose[block.index]
            continue
        clock = _CLOCK.match(block.text) is not None
        done = passed > _END_FROM * whole and not (clock and timed)
        if done and (_among_text(layout, block) or whole - passed <= _END_LEAVES * whole):
            break
        timed |= clock
    while chosen and not _may_end(layout, chosen[-1]):
        chosen.pop()
    while chosen and (not layout.prose[chosen[0].index] or names_source(chosen[0].text)):
        del chosen[0]
    return chosen


def _may_end(layout: Layout, block: Block) -> bool:
    if names_source(block.text):
        return False
    return bool(layout.prose[block.index]) or (
        layout.on_spine(block) and block.box.tag not in HEADINGS and weight(block.text) >= _LAST_FROM
    )


def _lead(layout: Layout, headline: str, first: int) -> Iterator[Block]:
    """Yield the summaries between the headline and the first paragraph."""
    if layout.headline_at < 0:
        return
    title = fold(headline)
    between = (
        block
        for block in layout.blocks[layout.headline_at + 1 : first]
        if block.link_share <= _LEAD_LINKED_TO and weight(block.text) >= _LEAD_FROM
    )
    for place, block in enumerate(between):
        if place >= _LEAD_WITHIN:
            return
        text = fold(block.text)
        if layout.is_notice(block) or text in title or title in text:
            continue
        around = block.box.parent
        named = tells_lead(block.box.names) or (around is not None and tells_lead(around.names))
        alone = place < _LEAD_NEXT and weight(block.text) > _LEAD_ALONE_FROM
        if named or (alone and not layout.is_furniture(block.box)):
            yield block
