"""Cases for robots.txt, written from RFC 9309 and what is found in the wild (marks, CRLF, wrong cases)."""

from collections.abc import Iterator

_AGENT = "monitor"
_SITE = "https://news.example"

# A file, then per agent the paths that are allowed and those that are not.
_FILES: tuple[tuple[str, dict[str, tuple[str, str]]], ...] = (
    ("", {_AGENT: ("/ /a /robots.txt", ""), "other": ("/", "")}),
    ("User-agent: *\nDisallow:", {_AGENT: ("/ /a", "")}),
    ("User-agent: *\nDisallow: /", {_AGENT: ("/robots.txt", "/ /a /a?b=1")}),
    (
        "User-agent: *\nDisallow: /private/\n",
        {_AGENT: ("/ /private /privately /public/private/", "/private/ /private/x")},
    ),
    (
        "User-agent: *\nDisallow: /a\nAllow: /a/open\n",
        {_AGENT: ("/b /a/open /a/open/x /a/opening", "/a /ab /a/shut")},
    ),
    (
        "User-agent: monitor\nDisallow: /m\n\nUser-agent: *\nDisallow: /star\n",
        {_AGENT: ("/star /", "/m /m/x"), "other": ("/m /", "/star"), "Monitor/2.1": ("/star", "/m")},
    ),
    ("User-agent: *\nDisallow: /*.pdf$\n", {_AGENT: ("/a.pdf?x /a.pdfs /a", "/a.pdf /b/c.pdf")}),
    ("User-agent: *\nDisallow: /*?*print=\n", {_AGENT: ("/a /a?b=1", "/a?print=1 /x?y=2&print=yes")}),
    ("User-agent: *\nDisallow: /a$\n", {_AGENT: ("/a/ /ab", "/a")}),
    ("\ufeffUser-agent: *\nDisallow: /bom\n", {_AGENT: ("/", "/bom /bom/x")}),
    ("User-agent: *\r\nDisallow: /crlf\r\n", {_AGENT: ("/", "/crlf /crlf/x")}),
    ("USER-AGENT: *\nDISALLOW: /upper\n", {_AGENT: ("/", "/upper")}),
    ("User-agent: *\nDisallow: /c # why\n# Disallow: /d\n", {_AGENT: ("/d", "/c")}),
    (
        "User-agent: a\nUser-agent: monitor\nDisallow: /shared\n",
        {_AGENT: ("/", "/shared"), "a": ("/", "/shared"), "z": ("/shared", "")},
    ),
    (
        "User-agent: monitor\nDisallow: /one\n\nUser-agent: monitor\nDisallow: /two\n",
        {_AGENT: ("/three", "/one /two")},
    ),
    (
        "User-agent: monitor\nSitemap: https://x/y.xml\nCrawl-delay: 9\nDisallow: /kept\n",
        {_AGENT: ("/", "/kept")},
    ),
    ("Disallow: /orphan\n", {_AGENT: ("/orphan /", "")}),
    ("User-agent: *\nAllow: /\nDisallow: /p\n", {_AGENT: ("/ /q", "/p /p/q")}),
    ("User-agent: *\nAllow: /p\nDisallow: /p\n", {_AGENT: ("/p /q", "")}),
    ("User-agent: *\nDisallow: /%D0%B0\n", {_AGENT: ("/b", "/%D0%B0 /а")}),
    ("User-agent: *\nDisallow: /a%3Cb\n", {_AGENT: ("/a", "/a%3cb /a%3Cb")}),
    ("<html><body>Not found</body></html>", {_AGENT: ("/ /a", "")}),
    ("User-agent: *\nDisallow: *\n", {_AGENT: ("", "/ /a")}),
    ("User-agent: *\nDisallow: /Case\n", {_AGENT: ("/case", "/Case")}),
)


def robots_cases() -> Iterator[tuple[str, str, str, bool]]:
    """Yield a robots.txt, an agent, an address and whether it may be fetched."""
    for text, agents in _FILES:
        for agent, (allowed, forbidden) in agents.items():
            for paths, may in ((allowed, True), (forbidden, False)):
                for path in paths.split():
                    yield text, agent, _SITE + path, may
    for number in range(12):  # the longest match wins, however the lines are ordered
        rules = ["Allow: /n/", f"Disallow: /n/{number}", f"Allow: /n/{number}/open"]
        for order in (rules, rules[::-1]):
            text = "User-agent: *\n" + "\n".join(order)
            yield text, _AGENT, f"{_SITE}/n/{number}/open/x", True
            yield text, _AGENT, f"{_SITE}/n/{number}/shut", False
