"""A page's one parse tree, shared by all signals, with what is lifted out of it before they look.

Scripts, styles, embeds and hidden parts are taken out; JSON-LD and meta elements are kept as text.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import lxml.etree
import lxml.html

WORDLESS: Final = ("script", "style", "noscript", "template", "svg", "iframe", "object", "canvas", "math")
"""Elements whose text nobody reads on the page."""


@dataclass(frozen=True, slots=True)
class Markup:
    """A parsed page. The tree is shared: nobody changes it."""

    root: lxml.html.HtmlElement
    json_ld: tuple[str, ...]
    """The texts of the page's `application/ld+json` scripts, as they stand."""
    metas: Mapping[str, tuple[str, ...]]
    """Lower-case name, property or itemprop of `meta` -> contents in the order of the page."""
    incomplete: bool = False
    """libxml2 gave up on part of the page: it stops, silently, at a depth of 2048 or a text of 1 GB."""

    def meta(self, *names: str) -> str:
        """Return the first content of the first of `names` that the page has, empty where it has none."""
        return next((content for name in names for content in self.metas.get(name, ())), "")

    def links(self, relation: str) -> Iterator[lxml.html.HtmlElement]:
        """Yield the page's `link` elements whose `rel` holds `relation`."""
        for link in self.root.iter("link"):
            if relation in (link.get("rel") or "").lower().split():
                yield link


def parse(text: str) -> Markup | None:
    """Return the page's tree, None where there is nothing to parse."""
    parser = lxml.etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    # Forms and inputs are elements like others here: lxml.html would ask Python for the class of each.
    parser.set_element_class_lookup(lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement))
    source = text.replace("\0", "").encode("utf-8", "replace")
    try:
        root = lxml.html.document_fromstring(source, parser=parser)
    except lxml.etree.LxmlError:
        return None
    json_ld = tuple(
        script.text or ""
        for script in root.iter("script")
        if "ld+json" in (script.get("type") or "").lower()
    )
    lxml.etree.strip_elements(root, *WORDLESS, with_tail=False)
    return Markup(root, json_ld, _metas(root), _gave_up(parser))


def _metas(root: lxml.html.HtmlElement) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        content = (meta.get("content") or "").strip()
        if not content:
            continue
        for attribute in ("name", "property", "itemprop"):
            name = (meta.get(attribute) or "").strip().lower()
            if name:
                found.setdefault(name, []).append(content)
    return MappingProxyType({name: tuple(contents) for name, contents in found.items()})


def _gave_up(parser: lxml.etree.HTMLParser) -> bool:
    return any(entry.level_name == "FATAL" for entry in parser.error_log)
