"""Sitemaps: with and without namespace and news, whole and cut, plain and gzip.

No expectation comes from the code under test: the addresses are written down here.
"""

import gzip
import html
from collections.abc import Iterator
from itertools import product


def sitemap_cases() -> Iterator[tuple[str, bytes, list[str]]]:
    """Yield name, body and the addresses in it."""
    spaces = (
        'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"',
        'xmlns="https://www.google.com/schemas/sitemap/0.84"',
        "",
    )
    tails = (
        "",
        "<lastmod>2026-11-24</lastmod>",
        (
            '<n:news xmlns:n="http://www.google.com/schemas/sitemap-news/0.9">'
            "<n:title>T</n:title><n:publication_date>2026-11-24</n:publication_date></n:news>"
        ),
    )
    locs = ("https://news.example/1", "https://news.example/?a=1&amp;b=2")
    meant = [html.unescape(loc) for loc in locs]
    for space, tail, zipped in product(spaces, tails, (False, True)):
        entries = "".join(f"<url><loc> {loc}\n</loc>{tail}</url>" for loc in locs)
        whole = f'<?xml version="1.0"?><urlset {space}>{entries}</urlset>'.encode()
        name = f"{space or 'no namespace'}; {tail[:9] or 'bare'}; {'gzip' if zipped else 'plain'}"
        yield name, gzip.compress(whole) if zipped else whole, meant
        yield f"cut: {name}", whole[: -len("</urlset>") - len(tail) - 12], meant[:1]
    index = f"<sitemapindex {spaces[0]}><sitemap><loc>{locs[0]}</loc></sitemap></sitemapindex>".encode()
    yield "an index", index, meant[:1]
    yield "an index, gzip", gzip.compress(index), meant[:1]
