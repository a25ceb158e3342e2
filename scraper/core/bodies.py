"""The body: the page's paragraphs without its furniture."""

import trafilatura

from scraper.core.furniture import Furniture
from scraper.core.markup import Markup
from scraper.core.text import lines
from scraper.types import Found, Signal


def body(markup: Markup, furniture: Furniture) -> Found[tuple[str, ...]]:
    """Return the paragraphs of the article in order; empty where there are none."""
    document = trafilatura.bare_extraction(markup.root, fast=True, include_comments=False)
    text = document.text if document is not None and not isinstance(document, dict) else ""
    paragraphs = tuple(line for line in lines(text or "") if line not in furniture)
    return Found(paragraphs, Signal.GENERIC, confidence=0.7, why="trafilatura")
