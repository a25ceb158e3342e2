"""Where on a page its article stands.

Templates set the paragraphs of an article alike: same tags from the root down, same names of the box around
them. The alike blocks that hold most running text are the article's spine, the smallest box around them its
container; what else stands in the container must show that it belongs there.
"""

import re
from collections.abc import Sequence
from typing import Final

from scraper.core.blocks import HEADINGS, Block, Box
from scraper.core.boxnames import CAPTION_TAGS, FURNITURE_TAGS, tells_furniture
from scraper.core.text import fold

Signature = tuple[int, str]

_SENTENCE: Final = re.compile(r"[.!?…。！？:]|[,;、，][^,;]{3}")
_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_DIGITS: Final = re.compile(r"\d+")
_SHARE_OF_TAG: Final = {"p": 1.0, "blockquote": 0.9, "pre": 0.7, "li": 0.5, "td": 0.4, "dd": 0.5}
_NEVER_FURNITURE: Final = frozenset({"html", "body", "main", "article", "p"})
_PROSE_FROM: Final = 80
"""Weight from which a text without punctuation is running text."""
_LINKS_TO: Final = 0.5
_MOST: Final = 0.95
"""Share of the spine's prose that the container holds."""
_OWN_SHARE: Final = 0.2
"""Share of the spine from which the headline's own `article` is the container: other stories follow."""
_BEFORE_HEADLINE: Final = 0.5
"""What prose above the headline counts."""


def weight(text: str) -> int:
    """Return the length of a text in characters of an alphabet: a CJK character says as much as two."""
    return len(text) + len(_CJK.findall(text))


class Layout:
    """The blocks of one page with their places."""

    def __init__(self, blocks: Sequence[Block], headline: str) -> None:
        self.blocks = blocks
        self.prose = [_prose(block) for block in blocks]
        self._furniture: dict[int, bool] = {}
        for block, prose in zip(blocks, self.prose, strict=True):
            for box in block.box.chain():
                box.prose += prose
        self._total = sum(self.prose)
        spine = self._spine(-1)
        self.headline_at = self._headline(headline, spine)
        self.spine = self._spine(self.headline_at)
        self.container = self._container()
        self._around_spine = {
            id(box) for block in blocks if self.on_spine(block) for box in block.box.chain()
        }

    def on_spine(self, block: Block) -> bool:
        """Tell whether a block is set as the article's paragraphs are."""
        return self.signature(block) == self.spine

    def foreign(self, block: Block) -> Box | None:
        """Return the outermost box around a block that holds nothing of the spine, None where none does."""
        foreign = None
        for box in block.box.chain():
            if id(box) in self._around_spine:
                break
            foreign = box
        return foreign

    def is_furniture(self, box: Box) -> bool:
        """Tell whether a box, or one around it, is furniture by tag or names, and holds no great part."""
        known = self._furniture.get(id(box))
        if known is None:
            known = self._is_furniture_itself(box) or (
                box.parent is not None and self.is_furniture(box.parent)
            )
            self._furniture[id(box)] = known
        return known

    def _is_furniture_itself(self, box: Box) -> bool:
        if box.tag in _NEVER_FURNITURE or 2 * box.prose > self._total:
            return False
        return box.tag in FURNITURE_TAGS or box.tag in CAPTION_TAGS or tells_furniture(box.names)

    def signature(self, block: Block) -> Signature:
        """Return what blocks that a template sets alike have in common."""
        around = block.box.parent
        return block.box.path, _DIGITS.sub("", around.names) if around is not None else ""

    def _spine(self, headline_at: int) -> Signature | None:
        sums: dict[Signature, float] = {}
        for block, prose in zip(self.blocks, self.prose, strict=True):
            if prose and not self.is_furniture(block.box):
                factor = _BEFORE_HEADLINE if block.index < headline_at else 1.0
                signature = self.signature(block)
                sums[signature] = sums.get(signature, 0.0) + factor * prose
        return max(sums, key=lambda signature: sums[signature], default=None)

    def _headline(self, headline: str, spine: Signature | None) -> int:
        """Return the index of the block that shows the headline, -1 where none does."""
        wanted = fold(headline)
        spine_at = next((block.index for block in self.blocks if self.signature(block) == spine), 0)
        shown = [
            block.index
            for block in self.blocks
            if (
                block.box.tag == "h1"
                or (block.link_share < _LINKS_TO and len(block.text) <= 2 * len(headline))
            )
            and block.index <= spine_at
        ]
        exact = [at for at in shown if wanted and fold(self.blocks[at].text) == wanted]
        ones = [at for at in shown if self.blocks[at].box.tag == "h1"]
        return (exact or ones or [-1])[-1]

    def _container(self) -> Box | None:
        """Return the smallest box around the spine, of the headline's own `article` if it has a part."""
        blocks = [block for block in self.blocks if self.on_spine(block)]
        own = self._own_article()
        if own is not None:
            inside = [block for block in blocks if own.first <= block.index < own.last]
            if self._sum(inside) >= _OWN_SHARE * self._sum(blocks):
                blocks = inside
        if not blocks:
            return None
        held: dict[int, float] = {}
        for block in blocks:
            for box in block.box.chain():
                held[id(box)] = held.get(id(box), 0.0) + self.prose[block.index]
        longest = max(blocks, key=lambda block: self.prose[block.index])
        around = (box for box in longest.box.chain() if box is not longest.box)
        whole = self._sum(blocks)
        return next((box for box in around if held[id(box)] >= _MOST * whole), None)

    def _own_article(self) -> Box | None:
        if self.headline_at < 0:
            return None
        around = self.blocks[self.headline_at].box.chain()
        return next((box for box in around if box.tag == "article"), None)

    def _sum(self, blocks: Sequence[Block]) -> float:
        return sum(self.prose[block.index] for block in blocks)


def _prose(block: Block) -> float:
    """Return how much running text a block holds."""
    size = weight(block.text)
    if block.link_share > _LINKS_TO or block.box.tag in HEADINGS:
        return 0.0
    if size < _PROSE_FROM and not _SENTENCE.search(block.text):
        return 0.0
    return size * (1 - block.link_share) * _SHARE_OF_TAG.get(block.box.tag, 0.7)
