"""What robots.txt allows: RFC 9309, and the odd files that real sites have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.robots import LIMIT, parse_robots, product_token

AGENT = "FooBot"

# (what it shows, the file, [(path, allowed)])
FILES: list[tuple[str, str, list[tuple[str, bool]]]] = [
    ("an empty file allows all", "", [("/", True)]),
    ("rules without a group are nobody's", "Disallow: /\n", [("/", True)]),
    ("a group of one's own", "user-agent: FooBot\ndisallow: /\n", [("/x", False)]),
    (
        "names are compared without case",
        "USER-AGENT: fOObOT\nDISALLOW: /X\n",
        [("/X", False), ("/x", True)],
    ),
    ("the star is for all others", "user-agent: *\ndisallow: /a\n", [("/a", False), ("/b", True)]),
    (
        "one's own group replaces the star's, it does not add",
        "user-agent: *\ndisallow: /\nuser-agent: FooBot\ndisallow: /a\n",
        [("/a", False), ("/b", True)],
    ),
    (
        "an own group without rules allows all",
        "user-agent: *\ndisallow: /\nuser-agent: FooBot\ndisallow:\n",
        [("/", True)],
    ),
    (
        "own groups are joined",
        "user-agent: foobot\ndisallow: /a\nuser-agent: b\ndisallow: /\nuser-agent: foobot\ndisallow: /c\n",
        [("/a", False), ("/c", False), ("/d", True)],
    ),
    ("one group for several robots", "user-agent: b\nuser-agent: foobot\ndisallow: /\n", [("/x", False)]),
    ("a blank line closes no group", "user-agent: foobot\n\n\ndisallow: /\n", [("/x", False)]),
    ("a name is the whole product token", "user-agent: Foo\ndisallow: /\n", [("/x", True)]),
    ("nor does a longer name fit", "user-agent: FooBotNews\ndisallow: /\n", [("/x", True)]),
    ("a version after the name is ignored", "user-agent: FooBot/2.1\ndisallow: /\n", [("/x", False)]),
    ("a star with words after it is the star", "user-agent: * all of you\ndisallow: /\n", [("/x", False)]),
    ("a star with a letter after it is nobody", "user-agent: *a\ndisallow: /\n", [("/x", True)]),
    (
        "an unknown line closes no group",
        "user-agent: foobot\nfoo: bar\nuser-agent: b\ndisallow: /\n",
        [("/x", False)],
    ),
    (
        "nor does Crawl-delay, for the RFC's rules",
        "user-agent: foobot\ncrawl-delay: 5\nuser-agent: b\ndisallow: /\n",
        [("/x", False)],
    ),
    (
        "nor does Sitemap",
        "user-agent: foobot\nsitemap: /s.xml\nuser-agent: b\ndisallow: /\n",
        [("/x", False)],
    ),
    (
        "nor does a line of no shape",
        "user-agent: foobot\nclean-param\nuser-agent: b\ndisallow: /\n",
        [("/x", False)],
    ),
    (
        "the longest match wins",
        "user-agent: *\ndisallow: /a\nallow: /a/b\n",
        [("/a/c", False), ("/a/b/c", True)],
    ),
    (
        "whatever the order",
        "user-agent: *\nallow: /a/b\ndisallow: /a\n",
        [("/a/c", False), ("/a/b/c", True)],
    ),
    ("of two equals the one that allows", "user-agent: *\ndisallow: /a\nallow: /a\n", [("/a", True)]),
    (
        "stars in paths",
        "user-agent: *\ndisallow: /*.pdf\n",
        [("/a/b.pdf", False), ("/b.pdf?x", False), ("/pdf", True)],
    ),
    (
        "the dollar ends a path",
        "user-agent: *\ndisallow: /*.php$\n",
        [("/a.php", False), ("/a.php?b", True)],
    ),
    (
        "a dollar in the middle is itself",
        "user-agent: *\ndisallow: /a$b\n",
        [("/a$b", False), ("/a", True)],
    ),
    ("the query counts", "user-agent: *\ndisallow: /*?print\n", [("/a?print=1", False), ("/a", True)]),
    ("paths have case", "user-agent: *\ndisallow: /News\n", [("/News", False), ("/news", True)]),
    ("comments end lines", "user-agent: foobot # us\ndisallow: /a # b\n", [("/a", False), ("/b", True)]),
    ("old line ends", "user-agent: foobot\rdisallow: /a\r", [("/a", False)]),
    ("a byte order mark", "\ufeffuser-agent: foobot\ndisallow: /a\n", [("/a", False)]),
    (
        "common misspellings",
        "useragent: foobot\ndissallow: /a\ndisalow: /b\n",
        [("/a", False), ("/b", False)],
    ),
    ("a forgotten colon", "user-agent foobot\ndisallow /a\n", [("/a", False)]),
    ("blanks around everything", "  user-agent :  foobot  \n\t disallow :\t/a \n", [("/a", False)]),
    (
        "letters beyond ASCII",
        "user-agent: *\ndisallow: /новини\n",
        [("/%D0%BD%D0%BE%D0%B2%D0%B8%D0%BD%D0%B8/1", False), ("/x", True)],
    ),
    ("and escaped ones", "user-agent: *\ndisallow: /%d0%bd\n", [("/%D0%BD%D0%BE", False)]),
    (
        "a line separator of Unicode ends no line",
        "user-agent: foobot\u2028\ndisallow: /a\u2028b\n",
        [("/a", True)],
    ),
    ("NULs harm nobody", "user-agent: foobot\ndisallow: /a\0\n\0disallow: /b\n", [("/c", True)]),
    (
        "an index page opens its directory",
        "user-agent: *\ndisallow: /\nallow: /a/index.html\n",
        [("/a/", True), ("/a/b", False)],
    ),
    ("HTML in its place has no rules", "<!doctype html><html><body>Not: here</body></html>", [("/", True)]),
    ("a path without a slash matches nothing", "user-agent: *\ndisallow: a\n", [("/a", True), ("/", True)]),
    (
        "the file itself is always allowed",
        "user-agent: *\ndisallow: /\n",
        [("/robots.txt", True), ("/robots.txt.x", False)],
    ),
]


@pytest.mark.parametrize(("text", "paths"), [pytest.param(*row[1:], id=row[0]) for row in FILES])
def test_robots_txt(text: str, paths: list[tuple[str, bool]]) -> None:
    rules = parse_robots(text.encode(), AGENT)
    assert [(path, rules.permits(f"https://a.example{path}")) for path, _ in paths] == paths


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("user-agent: *\ncrawl-delay: 10\n", 10.0),
        ("user-agent: *\ncrawl-delay: 0.5\n", 0.5),
        ("user-agent: *\ncrawl-delay: 10\nuser-agent: foobot\ncrawl-delay: 2\n", 2.0),
        ("user-agent: *\ncrawl-delay: 10\nuser-agent: foobot\ndisallow: /a\n", 10.0),
        ("user-agent: *\ncrawl-delay: 1\nuser-agent: badbot\ncrawl-delay: 100\n", 1.0),
        ("user-agent: *\ncrawl-delay: 5\ncrawl-delay: 9\n", 9.0),
        ("user-agent: *\ncrawl-delay: -1\n", None),
        ("user-agent: *\ncrawl-delay: soon\n", None),
        ("user-agent: *\ncrawl-delay: nan\n", None),
        ("crawl-delay: 10\n", None),
        ("", None),
    ],
)
def test_the_crawl_delay_of_our_group_or_of_the_stars(text: str, delay: float | None) -> None:
    assert parse_robots(text.encode(), AGENT).crawl_delay == delay


def test_only_the_first_500_kib_are_read() -> None:
    head = b"user-agent: *\ndisallow: /a\n"
    padding = b"# x\n" * (LIMIT // 4)
    rules = parse_robots(head + padding + b"disallow: /b\n", AGENT)
    assert not rules.permits("https://a.example/a")
    assert rules.permits("https://a.example/b")


@pytest.mark.parametrize(
    ("agent", "token"),
    [
        ("japan-ukraine-monitor/0.1 (+mailto:a@b.example)", "japan-ukraine-monitor"),
        ("FooBot", "foobot"),
        ("2fast", ""),
        ("", ""),
    ],
)
def test_the_product_token_is_what_comes_before_the_version(agent: str, token: str) -> None:
    assert product_token(agent) == token


@given(st.binary(max_size=600))
def test_any_bytes_are_a_robots_txt(body: bytes) -> None:
    rules = parse_robots(body, AGENT)
    assert rules.permits("https://a.example/x") in {True, False}
    assert rules.crawl_delay is None or rules.crawl_delay >= 0


@given(
    st.lists(
        st.sampled_from(["Foo: bar", "Clean-param: a /b", "Host: a.example", "<p>", "# x", ""]), max_size=6
    )
)
def test_foreign_lines_change_nothing_wherever_they_stand(foreign: list[str]) -> None:
    lines = ["user-agent: a", "user-agent: foobot", "disallow: /x", "allow: /x/y"]
    for place in range(len(lines) + 1):
        text = "\n".join([*lines[:place], *foreign, *lines[place:]])
        rules = parse_robots(text.encode(), AGENT)
        assert not rules.permits("https://a.example/x")
        assert rules.permits("https://a.example/x/y")
