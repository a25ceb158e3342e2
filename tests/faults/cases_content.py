"""The areas content, feed, xml, html, json, sitemap and crawl: what the readers must survive."""

from typing import Any

from scraper.types import ChannelKind
from tests.faults.cases import Case
from tests.faults.misbehaviours_content import BAITS, FLOODS
from tests.faults.plays_content import (
    bounded,
    dates_stay_sane,
    extracts,
    never_pages_on,
    polls,
    reads,
)
from tests.faults.plays_network import fetches

SITEMAP, LISTING, JSON = ChannelKind.SITEMAP, ChannelKind.LISTING, ChannelKind.JSON
NEWS: dict[str, Any] = {"items": "items", "fields": {"url": "url"}}

CONTENT = (
    Case("F052", "HTML in place of a feed", "not_a_feed", reads("/feed/html")),
    Case("F054", "200 and `page not found`", "soft_404", fetches("/soft_404")),
    Case(
        "F054",
        "an article's address leads to the front page",
        "redirected_away",
        fetches("/2026/11/a-story-of-old"),
    ),
    *(
        Case(
            "F055",
            f"a challenge with status {code}",
            "blocked_challenge",
            fetches(f"/challenge?code={code}"),
        )
        for code in (200, 403, 503)
    ),
    Case("F055", "a guard's captcha", "blocked_challenge", fetches("/datadome")),
    Case("F056", "a consent wall", "consent_wall", fetches("/consent")),
    Case("F056", "the stub before a paywall", "paywalled article", extracts("/page/paywall")),
    Case(
        "F057",
        "the selectors fit nothing for a while",
        "ok 30, no_links 0, ok 1; 31 kept, 0 news",
        polls("layout", 3, LISTING, links="li.story a"),
    ),
    Case(
        "F058",
        "30 items, 3 items, 30 items",
        "ok 30, nothing_new 0, nothing_new 0; 30 kept, 0 news",
        polls("partial", 3),
    ),
)

FEED = (
    Case(
        "F059",
        "other GUIDs at each poll",
        "ok 5, nothing_new 0, nothing_new 0; 5 kept, 0 news",
        polls("guids", 3),
    ),
    Case("F061", "no link, relative links, links that are code", "2 links", reads("/feed/odd_links")),
    Case("F062", "a feed of 16 MB", "too_large", reads("/feed/100k")),
    Case("F062", "60,000 items", "2000 links", reads("/feed/many")),
    Case("F064", "dates of 2099, of the year 1, of no year", "6 links, 0 in the future", dates_stay_sane),
    Case("F065", "500 items at the first poll", "ok 500; 500 kept, 0 news", polls("first", 1)),
)

XML = (
    Case("F066", "a billion laughs", "bad_xml", reads("/feed/laughs")),
    Case("F067", "an entity of 50 kB, 50,000 times", "bad_xml", reads("/feed/quadratic")),
    Case("F068", "a chain of 30,000 entities", "bad_xml", reads("/feed/entity_chain")),
    Case("F069", "an entity that is a file", "bad_xml", reads("/feed/xxe_file")),
    Case("F069", "an entity from the network", "bad_xml", reads("/feed/xxe_http?internal={internal}")),
    Case("F069", "a DTD from the network", "1 links", reads("/feed/xxe_dtd?internal={internal}")),
    Case("F071", "nested 100,000 deep", "bad_xml", reads("/feed/nested_1e5")),
    Case("F071", "nested 1,000,000 deep", "bad_xml", reads("/feed/nested_1e6")),
    *(
        Case("F073", f"declared as {name}", "bad_charset", reads(f"/feed/enc_{name}"))
        for name in ("punycode", "idna", "zlib", "hex")
    ),
)

HTML = (
    Case("F074", "100,000 nested divs", "incomplete article", extracts("/page/nested_1e5")),
    Case("F074", "700,000 nested divs", "incomplete article", extracts("/page/nested_7e5")),
    Case("F075", "a line of 7 MB", "bounded", bounded(extracts("/page/line_7mb"))),
    Case("F075", "a line of 10 MB", "too_large", extracts("/page/line_10mb")),
    Case("F076", "32,000 attributes", "bounded", bounded(extracts("/page/attributes_32k"))),
    Case("F076", "100,000 attributes", "bounded", bounded(extracts("/page/attributes_100k"))),
    *(
        Case("F077", f"a flood of {text}", "bounded", bounded(extracts(f"/page/flood_{name}")))
        for name, text in FLOODS.items()
    ),
    Case("F079", "22 MB of small elements", "too_large", extracts("/page/wide")),
    Case("F080", "100,000 paragraphs", "bounded", bounded(extracts("/page/paragraphs_100k"))),
    Case("F080", "100,000 links", "bounded", bounded(extracts("/page/links_100k"))),
    *(
        Case(
            "F081",
            f"a megabyte of {name}",
            "article" if name == "blanks" else "incomplete article",
            extracts(f"/page/bait_{name}"),
        )
        for name in BAITS
    ),
    Case("F082", "bytes that are no UTF-8, and NULs", "article", extracts("/page/bad_utf8")),
    Case("F082", "several charsets at once", "article", extracts("/page/mixed")),
    Case("F082", "UTF-16 without a mark", "article", extracts("/page/utf16")),
    Case("F041", "a canonical address inside", "article", extracts("/page/canonical_inside")),
)  # fmt: skip

JSON_CASES = (
    Case("F084", "nested 100,000 deep", "bad_json", reads("/json/deep", JSON, **NEWS)),
    Case("F084", "a number of 5,000 digits", "bad_json", reads("/json/digits", JSON, **NEWS)),
    Case("F084", "NaN", "bad_json", reads("/json/nan", JSON, **NEWS)),
    Case("F084", "the same key twice", "1 links", reads("/json/twice", JSON, **NEWS)),
    Case("F084", "500,000 keys", "too_large", reads("/json/keys_1e6", JSON, **NEWS)),
    Case("F084", "cut off", "bad_json", reads("/json/cut", JSON, **NEWS)),
)

OTHERS = (
    Case("F020", "a sitemap.xml.gz that is a bomb", "too_large", reads("/sitemap.gz", SITEMAP)),
    Case("F041", "a sitemap that names inside addresses", "3 links", reads("/sitemap/inside", SITEMAP)),
    Case("F041", "a feed that names inside addresses", "3 links", reads("/feed/inside")),
    Case("F087", "a calendar, session ids, endless pages", "1 story, 1 page, capped", never_pages_on),
)

CONTENT_CASES = (*CONTENT, *FEED, *XML, *HTML, *JSON_CASES, *OTHERS)
