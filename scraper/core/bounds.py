"""How long an article's fields may be: what a page grows beyond that is no news, and no store wants it."""

from dataclasses import replace
from itertools import islice
from typing import Final

from scraper.types import Article, Found

LONGEST_LINE: Final = 1024
"""Bytes, in UTF-8, of a headline, a name, a section, a label."""
LONGEST_BODY: Final = 1024 * 1024
"""Bytes, in UTF-8, of all paragraphs together."""
LONGEST_LEAD: Final = 16 * 1024
MOST_NAMES: Final = 50
"""Authors, and language editions."""
LONGEST_ADDRESS: Final = 4096


def bounded(article: Article) -> Article:
    """Return the article within the bounds; `incomplete` where its headline or text was cut."""
    headline = _cut(article.headline.value, LONGEST_LINE)
    paragraphs = _first_paragraphs(article.body.value)
    whole = headline == article.headline.value and paragraphs == article.body.value
    return replace(
        article,
        headline=replace(article.headline, value=headline),
        body=replace(article.body, value=paragraphs),
        incomplete=article.incomplete or not whole,
        authors=_names(article.authors),
        section=_line(article.section, LONGEST_LINE),
        lead=_line(article.lead, LONGEST_LEAD),
        image=_address(article.image),
        cited_source=_line(article.cited_source, LONGEST_LINE),
        translations={
            _cut(language, LONGEST_LINE): address
            for language, address in islice(article.translations.items(), MOST_NAMES)
            if len(address) <= LONGEST_ADDRESS
        },
    )


def _first_paragraphs(paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    left = LONGEST_BODY
    kept = []
    for paragraph in paragraphs:
        piece = _cut(paragraph, left)
        kept.append(piece)
        left -= len(piece.encode("utf-8", "replace"))
        if piece != paragraph or left <= 0:
            break
    return tuple(kept)


def _names(found: Found[tuple[str, ...]] | None) -> Found[tuple[str, ...]] | None:
    if found is None:
        return None
    return replace(found, value=tuple(_cut(name, LONGEST_LINE) for name in found.value[:MOST_NAMES]))


def _line(found: Found[str] | None, longest: int) -> Found[str] | None:
    return None if found is None else replace(found, value=_cut(found.value, longest))


def _address(found: Found[str] | None) -> Found[str] | None:
    """An address that was cut would lead elsewhere: one too long is none."""
    return found if found is not None and len(found.value) <= LONGEST_ADDRESS else None


def _cut(text: str, longest: int) -> str:
    """Return as much of the beginning of `text` as `longest` bytes hold, never half a character."""
    if len(text) * 4 <= longest:
        return text
    encoded = text.encode("utf-8", "replace")
    return text if len(encoded) <= longest else encoded[:longest].decode("utf-8", "ignore")
