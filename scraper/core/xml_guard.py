"""XML from strangers: one strict parser without entities, network or depth, behind checks on the text.

Entities are the way XML kills parsers (billion laughs, quadratic blow-up, expat's stack with long chains),
so no parser ever sees a declaration: a document type is cut out, harmless entities are replaced beforehand,
and a document with any other is refused.
"""

import re
from collections.abc import Mapping
from typing import Final

from lxml import etree

from scraper.core.charset_labels import is_hostile
from scraper.core.charsets import declared_label, decode
from scraper.core.entries import LARGEST_INDEX
from scraper.core.flat_entities import expanded, flat_entities
from scraper.errors import ExtractionError
from scraper.outcomes import Outcome
from scraper.types import Page

# What XML 1.0, section 2.2, forbids in a document.
_BLANKS: Final = 4096
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def xml_text(page: Page, body: bytes | None = None, *, cut_entities: bool = False) -> str:
    """Return the document of a page (or `body` in its place) without its declaration and document type.

    `cut_entities`: do not refuse declared entities but cut them out, so that they mean nothing.

    Raises ExtractionError: TOO_LARGE, SUSPECT_EMPTY, BAD_CHARSET (a declared codec that is no character
    set), BAD_XML (entities are declared that are no mere abbreviations).
    """
    body = page.body if body is None else body
    if len(body) > LARGEST_INDEX:
        raise ExtractionError(page.url, Outcome.TOO_LARGE, f"{len(body)} bytes")
    for label in (page.charset, declared_label(body)):
        if label and is_hostile(label):
            raise ExtractionError(page.url, Outcome.BAD_CHARSET, label)
    text = decode(body, page.charset).text
    if not text.strip():
        raise ExtractionError(page.url, Outcome.SUSPECT_EMPTY, f"{len(body)} bytes")
    return _FORBIDDEN.sub("", _without_prologue(text, page.url, cut_entities=cut_entities)).lstrip()


def _without_prologue(text: str, url: str, *, cut_entities: bool) -> str:
    """Cut a document's declaration, comments and document type before its root."""
    position = 0
    entities: Mapping[str, str] | None = {}
    while True:
        position += len(text[position : position + _BLANKS]) - len(
            text[position : position + _BLANKS].lstrip()
        )
        if text.startswith("<?", position):
            end = text.find("?>", position)
        elif text.startswith("<!--", position):
            end = text.find("-->", position)
        elif text[position : position + 9].upper() == "<!DOCTYPE":
            end, subset = _doctype(text, position)
            declares = "<!ENTITY" in subset.upper() and not cut_entities
            entities = flat_entities(subset) if declares else {}
        else:
            break
        if entities is None:
            raise ExtractionError(url, Outcome.BAD_XML, "it declares entities that nest, load or grow")
        if end < 0:
            break
        position = text.index(">", end) + 1
    root = text[position:]
    if not entities:
        return root
    whole = expanded(root, entities, LARGEST_INDEX)
    if whole is None:
        raise ExtractionError(url, Outcome.BAD_XML, "its entities grow beyond bounds")
    return whole


def _doctype(text: str, begin: int) -> tuple[int, str]:
    """Return where a document type ends (its `>`, or -1), and its internal subset."""
    end, subset = text.find(">", begin), text.find("[", begin)
    if not 0 <= subset < end:
        return end, ""
    closed = text.find("]", subset)
    if closed < 0:
        return -1, text[subset + 1 :]
    return text.find(">", closed), text[subset + 1 : closed]


def parse_xml(text: str, *, recover: bool = False) -> etree._Element:
    """Return the root of a document; raises etree.XMLSyntaxError where it is not well-formed.

    `recover`: take what can be read; then only a document without any element raises.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    return etree.fromstring(text.encode("utf-8", "replace"), parser)


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """Return an element's namespace; '' where it has none."""
    space, brace, _ = str(element.tag).rpartition("}")
    return space[1:] if brace else ""
