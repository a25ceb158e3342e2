"""Addresses: pages with the noise that links add, and what must be refused.

No expectation comes from the code under test: the canonical forms are written down here.
"""

from collections.abc import Iterator


def url_cases() -> Iterator[tuple[str, str | None]]:
    """Yield an address and its canonical form; None: it must be refused."""
    pages = {
        "example.com/news/1": "",
        "example.com/": "",
        "example.com/a": "id=5",
        "example.co.jp/記事/2": "page=2&q=x",
        "example.com:8443/x": "ref=home",
        "xn--e1afmkfd.xn--p1ai/a.html": "",
        "example.com/a%20b": "b=1&c=%E6%97%A5",
    }
    meant = {"example.co.jp/記事/2": "example.co.jp/%E8%A8%98%E4%BA%8B/2"}
    noise = (
        "utm_source=x",
        "fbclid=1",
        "gclid=abc",
        "utm_medium=a&utm_campaign=b",
        "yclid=7",
        "mc_cid=1&mc_eid=2",
        "_openstat=z",
        "igshid=1",
        "at_medium=rss",
        "msclkid=0",
        "amp=1",
        "print=1",
        "outputType=amp",
    )
    for page, query in pages.items():
        clean = f"https://{meant.get(page, page)}" + (f"?{query}" if query else "")
        for extra in noise:
            yield f"https://www.{page}?{extra}" + (f"&{query}" if query else ""), clean
            yield f"http://{page}?" + (f"{query}&" if query else "") + extra, clean
        for wrapped in ("#top", "#:~:text=x"):
            yield clean + wrapped, clean
    yield from (
        ("https://example.com/a/", "https://example.com/a"),
        ("HTTPS://EXAMPLE.COM:443/a", "https://example.com/a"),
        ("http://example.com:80/a/./b/../c", "https://example.com/a/c"),
        ("https://m.example.com/a", "https://example.com/a"),
        ("https://amp.example.com/a", "https://example.com/a"),
        ("https://example.com/a/amp/", "https://example.com/a"),
        ("https://example.com/a?b=2&a=1", "https://example.com/a?a=1&b=2"),
        ("https://example.com/%7Ea/%c3%a9", "https://example.com/~a/%C3%A9"),
        ("https://www.google.com/url?q=https%3A%2F%2Fexample.com%2Fa&sa=U", "https://example.com/a"),
        ("https://example-com.cdn.ampproject.org/c/s/example.com/a", "https://example.com/a"),
        *(
            (bad, None)
            for bad in (
                "javascript:alert(1)",
                "data:text/html,x",
                "mailto:a@b.example",
                "ftp://example.com/",
                "file:///etc/passwd",
                "https://user:pass@example.com/",
                "https://user@example.com/",
                "http://127.0.0.1\\@example.com/",
                "https://exa\x00mple.com/",
                "https://",
                "//",
                "",
                "https://exa mple.com/",
                "http://1.2.3.256/",
                "relative/x",
            )
        ),
    )
