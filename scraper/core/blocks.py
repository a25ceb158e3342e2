"""A page as a row of blocks: runs of text that are set apart, each with the boxes it stands in."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

import lxml.etree
import lxml.html

from scraper.core.text import clean

BOXES: Final = frozenset(
    {
        "address", "article", "aside", "audio", "blockquote", "body", "button", "caption", "center", "dd",
        "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "label", "legend", "li", "main", "nav",
        "ol", "option", "p", "picture", "pre", "section", "select", "summary", "table", "tbody", "td",
        "textarea", "tfoot", "th", "thead", "tr", "ul", "video",
    }
)  # fmt: skip
HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SKIPPED: Final = frozenset(
    {"head", "select", "option", "button", "textarea", "input", "video", "audio", "picture", "map", "label"}
)
"""Elements whose text belongs to a control or is for those who cannot see the medium."""


@dataclass(slots=True, eq=False)
class Box:
    """A block-level element, with the sums over the blocks within it."""

    parent: "Box | None"
    tag: str
    names: str
    """Its class, id, role, itemprop and data-* hooks, camel case parted by hyphens, lower case."""
    path: int
    """A number for the tags from the root down to it."""
    first: int = 0
    """Index of the first block within."""
    last: int = 0
    """Index after the last block within."""
    prose: float = 0.0

    def chain(self) -> Iterator["Box"]:
        """Yield the box and the boxes around it, from inside out."""
        box: Box | None = self
        while box is not None:
            yield box
            box = box.parent


@dataclass(slots=True, eq=False)
class Block:
    """A run of text with no block-level element or paragraph break within."""

    text: str
    box: Box
    linked: int
    """Characters of its text that are within links."""
    index: int
    times: tuple[str, ...] = ()
    """The `datetime` attributes of the `time` elements in it."""

    @property
    def link_share(self) -> float:
        """Share of the text that is within links, 0 to 1."""
        return min(1.0, self.linked / len(self.text))


def blocks(
    root: lxml.html.HtmlElement, without: Collection[lxml.html.HtmlElement] = frozenset()
) -> list[Block]:
    """Return the page's blocks in its order, each box knowing its own; `without` these elements."""
    return _Walk(without).over(root)


_NAMING: Final = (
    "class",
    "id",
    "role",
    "itemprop",
    "data-testid",
    "data-component",
    "data-type",
    "data-name",
)
_NAMES: Final = 300
"""Characters of a box's names that are read."""
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"[.!?…:。！？：][\"'»”’)\]」』）】]*\s*$")
_CJK_END: Final = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]\s*$")


@dataclass(slots=True)
class _Walk:
    """One pass over the tree: boxes open and close, text runs into the block that is open."""

    without: Collection[lxml.html.HtmlElement]
    found: list[Block] = field(default_factory=list)
    paths: dict[tuple[int, str], int] = field(default_factory=dict)
    box: Box | None = None
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    link_depth: int = 0
    times: list[str] = field(default_factory=list)
    breaks: int = 0
    """`br` elements since the last text."""

    def over(self, root: lxml.html.HtmlElement) -> list[Block]:
        walker = lxml.etree.iterwalk(root, events=("start", "end"))
        for event, element in walker:
            tag = element.tag
            skipped = tag in SKIPPED or element in self.without or _hidden(element, tag)
            if event == "end":
                if not skipped:
                    self._close(tag)
                self._take(element.tail)
            elif skipped:
                walker.skip_subtree()
            else:
                self._open(element, tag)
                self._take(element.text)
        self._flush()
        return self.found

    def _open(self, element: lxml.html.HtmlElement, tag: str) -> None:
        if tag in BOXES:
            self._flush()
            given = " ".join(value for name in _NAMING if (value := element.get(name)))[:_NAMES]
            names = _HUMP.sub("-", given).lower()
            way = (self.box.path if self.box is not None else 0, tag)
            path = self.paths.setdefault(way, len(self.paths) + 1)
            self.box = Box(self.box, tag, names, path, first=len(self.found))
        elif tag == "a":
            self.link_depth += 1
        elif tag == "br":
            self.breaks += 1
        elif tag == "time" and (stamp := element.get("datetime")):
            self.times.append(stamp)

    def _close(self, tag: str) -> None:
        if tag in BOXES and self.box is not None:
            self._flush()
            self.box.last = len(self.found)
            self.box = self.box.parent
        elif tag == "a":
            self.link_depth -= 1

    def _take(self, text: str | None) -> None:
        if not text:
            return
        size = len(text.strip())
        if size and self.breaks and self.parts:
            self._break()
        self.parts.append(text)
        if self.link_depth:
            self.linked += size

    def _break(self) -> None:
        """One `br` within a sentence is a line of it; two, or one after its end, part paragraphs."""
        if self.breaks > 1 or any(_SENTENCE_END.search(part) for part in self.parts[-1:]):
            self._flush()
        elif not _CJK_END.search(self.parts[-1]):
            self.parts.append(" ")
        self.breaks = 0

    def _flush(self) -> None:
        if self.parts and self.box is not None and (text := clean("".join(self.parts))):
            block = Block(text, self.box, self.linked, len(self.found), tuple(self.times))
            self.found.append(block)
        self.parts.clear()
        self.times.clear()
        self.linked = self.breaks = 0


def _hidden(element: lxml.html.HtmlElement, tag: str) -> bool:
    if element.get("hidden") is not None:
        return True
    if tag != "p" and element.get("aria-hidden") == "true":  # walls hide paragraphs that can be read
        return True
    style = element.get("style")
    return style is not None and _HIDDEN.search(style) is not None
