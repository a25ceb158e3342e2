"""Where on a page its article stands.

Templates set the paragraphs of an article alike: same tags from the root down, same names of the box around
them. The alike blocks that hold most running text near the headline are the article's spine, the smallest
box around them its container; what else stands in the container must show that it belongs there.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Final

from scraper.core.blocks import HEADINGS, Block, Box
from scraper.core.boxnames import CAPTION_TAGS, FOOTING_TAGS, FURNITURE_TAGS, tells_footing, tells_furniture
from scraper.core.notices import ends_article, is_notice
from scraper.core.text import fold, shingles

Signature = tuple[int, str]

_SENTENCE: Final = re.compile(r"[.!?…。！？:]|[,;、，][^,;]{3}")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_DIGITS: Final = re.compile(r"\d+")
_CLOCK: Final = re.compile(r"^\d{1,2}:\d{2}\s*(?:[ap]\.?m\.?)?$", re.IGNORECASE)
_SHARE_OF_TAG: Final = {"p": 1.0, "blockquote": 0.9, "pre": 0.7, "li": 0.5, "td": 0.4, "dd": 0.5}
_SHARE_OF_OTHERS: Final = 0.7
_NEVER_FURNITURE: Final = frozenset({"html", "body", "main", "article", "p"})
_WHOLE_PAGE: Final = frozenset({"html", "body"})
_PROSE_FROM: Final = 80
"""Weight from which a text without punctuation is running text."""
_LINKS_TO: Final = 0.5
_MOST: Final = 0.95
"""Share of the spine's prose that the container holds."""
_OWN_SHARE: Final = 0.2
"""Share of the spine from which the headline's own `article` is the container: other stories follow."""
_NEAR: Final = 400
_NEAR_SHARE: Final = 0.3
"""The smallest box around the headline with so much prose, or such a share of all, is its neighbourhood."""
_FAR: Final = 0.15
"""What prose outside the headline's neighbourhood counts."""
_BEFORE: Final = 0.5
"""What prose above the headline counts."""
_BELOW: Final = 0.3
"""What prose below a title of other things counts: comments, teasers."""
_TOLD: Final = 1.5
"""What prose counts that the page's or the index's summary begins with."""
_COMPARED: Final = 40
_PIECE: Final = 3
_ONE: Final = 0.5
"""What being an h1 adds to the likeness with the headline, 0 to 1."""
_LONGER: Final = 2
_PART: Final = 0.15
"""Share of the container's prose from which a box beside it is another part of the article."""
_ALIKE: Final = 0.5
"""How much less text is enough where it is set at the spine's own depth, or as a plain section."""
_SECTION_TAGS: Final = HEADINGS | {"p", "li", "blockquote"}
_BOX_LINKED_TO: Final = 0.2
_BOX_PROSE_FROM: Final = 0.6
_BOX_LONGEST_FROM: Final = 120
_BOX_MEAN_FROM: Final = 100


def weight(text: str) -> int:
    """Return the length of a text in characters of an alphabet: a CJK character says as much as two."""
    return len(text) + len(_CJK.findall(text))


class Layout:
    """The blocks of one page with their places. Linear in the page: sums over boxes are differences."""

    def __init__(self, blocks: Sequence[Block], headline: str, summaries: Iterable[str] = ()) -> None:
        self.blocks = blocks
        self._notices: dict[int, bool] = {}
        self.prose = [
            prose if (prose := _prose(block)) and not self.is_notice(block) else 0.0 for block in blocks
        ]
        self._sums = _running(self.prose)
        self._signatures = [_signature(block) for block in blocks]
        self._furniture: dict[int, bool] = {}
        self._foreign: dict[int, Box | None] = {}
        self._belonging: dict[int, bool] = {}
        begins = frozenset(start for text in summaries if (start := fold(text)[:_COMPARED]))
        told = [bool(begins) and fold(block.text)[:_COMPARED] in begins for block in blocks]
        self.headline_at = self._headline(headline, self._spine(told, -1))
        self.spine = self._spine(told, self.headline_at)
        on_spine = [
            prose if self.on_spine(block) else 0.0 for block, prose in zip(blocks, self.prose, strict=True)
        ]
        self._spine_sums = _running(on_spine)
        self.container = self._container(on_spine)

    def is_notice(self, block: Block) -> bool:
        """Tell whether a block is by its own words no text."""
        known = self._notices.get(block.index)
        if known is None:
            known = self._notices[block.index] = is_notice(block.text)
        return known

    def on_spine(self, block: Block) -> bool:
        """Tell whether a block is set as the article's paragraphs are."""
        return self._signatures[block.index] == self.spine

    def foreign(self, block: Block) -> Box | None:
        """Return the outermost box around a block that holds nothing of the spine, None where none does."""
        passed: list[Box] = []
        foreign: Box | None = None
        for box in block.box.chain():
            if id(box) in self._foreign:
                foreign = self._foreign[id(box)] or foreign
                break
            if self._within(self._spine_sums, box):
                break
            passed.append(box)
            foreign = box
        self._foreign.update((id(box), foreign) for box in passed)
        return foreign

    def is_furniture(self, box: Box) -> bool:
        """Tell whether a box, or one around it, is furniture by tag or names, and holds no great part."""
        passed: list[Box] = []
        found = False
        for one in box.chain():
            passed.append(one)
            known = self._furniture.get(id(one))
            found = self._is_furniture_itself(one) if known is None else known
            if found or known is not None:
                break
        self._furniture.update((id(one), found) for one in passed)
        return found

    def belongs(self, box: Box) -> bool:
        """Tell whether a box with nothing of the spine is text: a heading, or long unlinked sentences."""
        known = self._belonging.get(id(box))
        if known is None:
            known = self._belonging[id(box)] = self._is_text(box)
        return known

    def _is_text(self, box: Box) -> bool:
        blocks = [block for block in self.blocks[box.first : box.last] if not self.is_furniture(block.box)]
        if not blocks or any(_CLOCK.match(block.text) for block in blocks):
            return False
        if len(blocks) == 1 and blocks[0].box.tag in HEADINGS:
            return True
        plain = self._is_section(box)
        if plain:
            blocks = [block for block in blocks if block.box.tag not in HEADINGS]
        alike = self.spine is not None and all(block.box.path == self.spine[0] for block in blocks)
        factor = _ALIKE if plain or alike else 1.0
        size = sum(weight(block.text) for block in blocks)
        prose = [self.prose[block.index] for block in blocks]
        return (
            max(prose, default=0.0) >= factor * _BOX_LONGEST_FROM
            and sum(prose) >= _BOX_PROSE_FROM * size
            and sum(block.linked for block in blocks) < _BOX_LINKED_TO * size
            and size >= factor * _BOX_MEAN_FROM * len(blocks)
        )

    def _is_section(self, box: Box) -> bool:
        """Tell whether a box is a nameless part of a text: a section with a heading and its paragraphs."""
        blocks = self.blocks[box.first : box.last]
        return not box.names and all(
            block.box.tag in _SECTION_TAGS and block.link_share < _BOX_LINKED_TO for block in blocks
        )

    def _is_furniture_itself(self, box: Box) -> bool:
        if box.tag in _NEVER_FURNITURE:
            return False
        if 2 * self._within(self._sums, box) > self._sums[-1]:
            return box.tag in FOOTING_TAGS or tells_footing(box.names)
        return box.tag in FURNITURE_TAGS or box.tag in CAPTION_TAGS or tells_furniture(box.names)

    def _spine(self, told: Sequence[bool], headline_at: int) -> Signature | None:
        near = self._neighbourhood(headline_at)
        sums: dict[Signature, float] = {}
        below = 1.0
        for block, prose, tells in zip(self.blocks, self.prose, told, strict=True):
            if 0 <= headline_at < block.index and ends_article(block.text):
                below = _BELOW
            if not prose or self.is_furniture(block.box):
                continue
            factor = below * (_TOLD if tells else 1.0)
            if block.index < headline_at:
                factor *= _BEFORE
            if near is not None and not near.first <= block.index < near.last:
                factor *= _FAR
            signature = self._signatures[block.index]
            sums[signature] = sums.get(signature, 0.0) + factor * prose
        return max(sums, key=lambda signature: sums[signature], default=None)

    def _neighbourhood(self, headline_at: int) -> Box | None:
        """Return the smallest box around the headline with some running text in it."""
        if headline_at < 0:
            return None
        enough = min(_NEAR, _NEAR_SHARE * self._sums[-1])
        around = self.blocks[headline_at].box.chain()
        return next((box for box in around if self._within(self._sums, box) >= enough), None)

    def _headline(self, headline: str, spine: Signature | None) -> int:
        """Return the index of the block above the text that shows the headline, -1 where none does."""
        wanted = fold(headline)
        pieces = shingles(wanted, _PIECE)
        spine_at = next(
            (at for at, found in enumerate(self._signatures) if found == spine and self.prose[at]), 0
        )
        best, at = 0.0, -1
        for block in self.blocks[: spine_at + 1]:
            one = block.box.tag == "h1"
            if not one and len(block.text) > _LONGER * len(headline):
                continue
            text = fold(block.text)
            if not one and text != wanted:
                continue
            likeness = len(shingles(text, _PIECE) & pieces) / max(1, len(pieces)) + _ONE * one
            if likeness >= best:
                best, at = likeness, block.index
        return at

    def _container(self, on_spine: Sequence[float]) -> Box | None:
        """Return the smallest box around the spine, of the headline's own `article` if it has a part."""
        first, last = 0, len(self.blocks)
        own = self._own_article()
        whole = self._spine_sums[-1]
        if own is not None and self._within(self._spine_sums, own) >= _OWN_SHARE * whole:
            first, last = own.first, own.last
            whole = self._within(self._spine_sums, own)
        if not whole:
            return None
        longest = self.blocks[max(range(first, last), key=lambda index: on_spine[index])]
        around = (box for box in longest.box.chain() if box is not longest.box)
        container = next(
            (box for box in around if self._within(self._spine_sums, box) >= _MOST * whole), None
        )
        while container is not None and self._has_part_beside(container):
            container = container.parent
        return container

    def _own_article(self) -> Box | None:
        if self.headline_at < 0:
            return None
        around = self.blocks[self.headline_at].box.chain()
        return next((box for box in around if box.tag == "article"), None)

    def _has_part_beside(self, container: Box) -> bool:
        """Tell whether boxes beside the container, below the headline, read as parts of the article."""
        parent = container.parent
        if parent is None or parent.tag in _WHOLE_PAGE or container.tag == "article":
            return False
        beside = 0.0
        index = max(parent.first, self.headline_at + 1)
        while index < parent.last:
            if container.first <= index < container.last:
                index = container.last
                continue
            box = _child(parent, self.blocks[index].box)
            if box is not None and box.tag == container.tag and self._is_part(box):
                beside += self._within(self._sums, box)
            index = max(index + 1, box.last if box is not None else 0)
        return beside >= _PART * self._within(self._sums, container)

    def _is_part(self, box: Box) -> bool:
        return not self.is_furniture(box) and self.belongs(box)

    @staticmethod
    def _within(sums: Sequence[float], box: Box) -> float:
        return sums[box.last] - sums[box.first]


def _signature(block: Block) -> Signature:
    """Return what blocks that a template sets alike have in common; a box for each one is no difference."""
    around = block.box.parent
    while around is not None and around.last - around.first == 1 and around.parent is not None:
        around = around.parent
    return block.box.path, _DIGITS.sub("", around.names) if around is not None else ""


def _running(values: Iterable[float]) -> list[float]:
    return list(accumulate(values, initial=0.0))


def _child(parent: Box, within: Box) -> Box | None:
    """Return the child of `parent` that `within` stands in, None where it stands in no box of its own."""
    child: Box | None = None
    for box in within.chain():
        if box is parent:
            return child
        child = box
    return None


def _prose(block: Block) -> float:
    """Return how much running text a block holds."""
    size = weight(block.text)
    if block.link_share > _LINKS_TO or block.box.tag in HEADINGS:
        return 0.0
    if size < _PROSE_FROM and not _SENTENCE.search(block.text):
        return 0.0
    return size * (1 - block.link_share) * _SHARE_OF_TAG.get(block.box.tag, _SHARE_OF_OTHERS)
