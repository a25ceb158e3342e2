"""The forms of an index: RSS 2.0, RSS 1.0 (RDF), news sitemaps."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an index."""

    link: str
    title: str
    summary: str = ""
    published: datetime | None = None
    guid: str = ""


def rss(title: str, home: str, entries: Iterable[Entry], language: str = "en") -> bytes:
    """Return RSS 2.0 in UTF-8; what an entry lacks is left out."""
    items = "".join(f"<item>{_rss_fields(entry)}</item>\n" for entry in entries)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<rss version="2.0"><channel><title>{escape(title)}</title><link>{escape(home)}</link>'
        f"<language>{language}</language>\n{items}</channel></rss>\n"
    ).encode()


def _rss_fields(entry: Entry) -> str:
    fields = [f"<title>{escape(entry.title)}</title>", f"<link>{escape(entry.link)}</link>"]
    if entry.summary:
        fields.append(f"<description>{escape(entry.summary)}</description>")
    if entry.published is not None:
        fields.append(f"<pubDate>{format_datetime(entry.published)}</pubDate>")
    if entry.guid:
        fields.append(f'<guid isPermaLink="false">{escape(entry.guid)}</guid>')
    return "".join(fields)


def rdf(title: str, home: str, entries: Sequence[Entry], encoding: str, declared: str) -> bytes:
    """Return RSS 1.0 in `encoding`, which the XML declaration calls `declared`."""
    listed = "".join(f'<rdf:li rdf:resource="{escape(entry.link)}"/>' for entry in entries)
    items = "\n".join(_rdf_item(entry) for entry in entries)
    return (
        f'<?xml version="1.0" encoding="{declared}"?>\n'
        '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="ja">\n'
        f'<channel rdf:about="{escape(home)}"><title>{escape(title)}</title><link>{escape(home)}</link>'
        f"<description/><items><rdf:Seq>{listed}</rdf:Seq></items></channel>\n{items}\n</rdf:RDF>\n"
    ).encode(encoding, errors="xmlcharrefreplace")


def _rdf_item(entry: Entry) -> str:
    date = "" if entry.published is None else f"<dc:date>{entry.published.isoformat()}</dc:date>"
    return (
        f'<item rdf:about="{escape(entry.link)}"><title>{escape(entry.title)}</title>'
        f"<link>{escape(entry.link)}</link><description/>{date}</item>"
    )


def news_sitemap(publication: str, entries: Iterable[Entry], language: Callable[[Entry], str]) -> bytes:
    """Return a sitemap with Google's news extension."""
    urls = "".join(
        f"<url><loc>{escape(entry.link)}</loc><news:news><news:publication>"
        f"<news:name>{escape(publication)}</news:name><news:language>{language(entry)}</news:language>"
        f"</news:publication><news:publication_date>{entry.published.isoformat()}</news:publication_date>"
        f"<news:title>{escape(entry.title)}</news:title></news:news></url>\n"
        for entry in entries
        if entry.published is not None
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{urls}</urlset>\n'
    ).encode()
