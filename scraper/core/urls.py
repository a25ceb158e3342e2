"""What is the same page: addresses parsed as browsers do, and one canonical form for each page.

The parser is WHATWG's (https://url.spec.whatwg.org) by ada-url. `resolve` gives the address to fetch; the
canonical address is an identity and need not answer: `Link.address` keeps the one that does.
"""

import re
from collections.abc import Sequence
from operator import itemgetter
from typing import Final
from urllib.parse import quote_from_bytes, unquote_to_bytes

from ada_url import URL

from scraper.core.tracking import Pairs, without_tracking, without_tracking_path, wrapped
from scraper.types import CanonicalUrl, Twin

LONGEST: Final = 4096
"""Characters of the longest address taken; longer ones are session junk or an attack."""

_ROUNDS: Final = 6
"""How often twins and wrappers are unfolded: a rule that still changes the address then is left alone."""

_AROUND: Final = "".join(map(chr, range(0x21)))
_LINE_BREAK: Final = re.compile(r"[\t\n\r]")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_ESCAPE: Final = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT_IN_QUERY: Final = "/:@!$()*,;?~[]|"
_SPELLED: Final = re.compile(r"[A-Za-z0-9._~-]*")
_PORT: Final = re.compile(r":\d+\Z")
_HTTPS_PORT: Final = ":443"

# The same article under a host or path made for phones, for AMP or for the printer.
_HOST_PREFIX: Final = re.compile(r"(?:www\d?|m|mobile|amp)\.(?=[^.]+\.[^.])")
_PATH_TWIN: Final = re.compile(
    r"(?<=[^/])/(?:amp|print)/?$|\.amp$|(?<=[^/])[./]amp(?=\.html?$)", re.IGNORECASE
)
_AMP_CACHE: Final = re.compile(
    r"https?://(?:[a-z0-9-]+\.cdn\.ampproject\.org/(?:[acv]/|wp/)|www\.google\.[a-z.]+/amp/)(s/)?"
)
# An absolute address that a browser's parser leaves as it is, as most are.
_NORMAL: Final = re.compile(
    r"https?://(?![^/]*xn--)[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}"
    r"(?:/(?!\.|%2[eE])[A-Za-z0-9_~.,:@!$&()*+=%-]*)+(?:\?[A-Za-z0-9_~.,:@!$&()*+=%/?-]*)?"
)
# An address of which nothing but scheme, `www` and a last slash can go: most are. The slow way agrees.
_PLAIN: Final = re.compile(
    r"https?://(?:www\.)?(?!(?:www\d?|m|mobile|amp)\.|[^/]*(?:amazon|ampproject))"
    r"(?P<host>[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z-]+)"
    r"(?P<path>(?:/(?!(?i:amp|print))[A-Za-z0-9_~-]+(?:\.(?!(?i:amp))[A-Za-z0-9_~-]+)*)*)/?"
)
_TWIN_PARAMETERS: Final = {
    "amp": re.compile(r"1?|true|yes", re.IGNORECASE),
    "outputtype": re.compile(r"amp(?:-type)?", re.IGNORECASE),
    "print": re.compile(r"1?|y|yes|true|print", re.IGNORECASE),
    "view": re.compile(r"print|amp|mobile", re.IGNORECASE),
    "mobile": re.compile(r"1?|true|yes", re.IGNORECASE),
}


def resolve(url: str, base: str | None = None) -> str:
    """Return `url`, read against `base`, as the absolute http(s) address to fetch, without its fragment.

    As in browsers, blanks and controls around it and line breaks and tabs within do not count. Raises
    ValueError for what is no such address: another scheme, no host, user information or what might be some
    after a backslash, control characters, more than `LONGEST` characters.
    """
    if len(url) <= LONGEST and _NORMAL.fullmatch(url):
        return url
    text = url.strip(_AROUND)
    if not text.isprintable():
        text = _LINE_BREAK.sub("", text)
    if len(text) > LONGEST:
        raise ValueError(f"an address of {len(text)} characters")
    if _CONTROL.search(text):
        raise ValueError("a control character in an address")
    if "\\" in text and "@" in text:
        raise ValueError("a backslash and an @: parsers differ on where the host ends")
    href = str(URL(text, base).href)
    if not href.startswith(("https://", "http://")):
        raise ValueError(f"not an http(s) address but {href.partition(':')[0]}")
    if "@" in href.split("/", 3)[2]:
        raise ValueError("user information in an address")
    return href.partition("#")[0]


def canonicalize(url: str, base: str | None = None, twins: Sequence[Twin] = ()) -> CanonicalUrl:
    """Return the one address by which the page at `url` is known.

    https without www, mobile or AMP host, default port, fragment, tracking parameters or trailing slash;
    sorted query; `twins` of the source replaced (their patterns are searched both in the address as it
    was parsed and in its canonical form). Idempotent. Raises ValueError as `resolve` does.
    """
    return canonical_of(resolve(url, base), twins)


def canonical_of(address: str, twins: Sequence[Twin] = ()) -> CanonicalUrl:
    """Return what `canonicalize` does for an address that `resolve` gave."""
    for _ in range(_ROUNDS):
        plain = None if twins else _PLAIN.fullmatch(address)
        if plain:
            return CanonicalUrl(f"https://{plain['host']}{plain['path'] or '/'}")
        folded = _fold(_replace_twins(address, twins))
        if folded == address:
            break
        address = folded
    return CanonicalUrl(address)


def _replace_twins(address: str, twins: Sequence[Twin]) -> str:
    for twin in twins:
        replaced = twin.pattern.sub(twin.replacement, address)
        if replaced != address:
            try:
                address = resolve(replaced)
            except ValueError:  # the rule makes no address of it: the page stays known by its own
                continue
    return address


def _fold(address: str) -> str:
    """Return one step towards the canonical form of an absolute address."""
    authority, _, tail = address.partition("://")[2].partition("/")
    path, _, query = tail.partition("?")
    host, port = _PORT.sub("", authority), _PORT.search(authority)
    pairs = _pairs(query)
    inner = wrapped(host, f"/{path}", pairs) or _cached_by_amp(address)
    if inner:
        try:
            return resolve(inner)
        except ValueError:  # what it leads to is no address: the wrapper itself is the page
            pass
    host = _bare_host(host)
    path = without_tracking_path(host, _unescaped(f"/{path}"))
    path = _PATH_TWIN.sub("", path).rstrip("/") or "/"
    kept = sorted(without_tracking(host, _without_twins(pairs)), key=itemgetter(0))
    query = "&".join(f"{name}={value}" if value else name for name, value in kept)
    shown = port[0] if port and port[0] != _HTTPS_PORT else ""
    return f"https://{host}{shown}{path}" + (f"?{query}" if query else "")


def _bare_host(host: str) -> str:
    host = host.rstrip(".") or host
    if host.replace(".", "").isdigit():
        return host
    while shorter := _HOST_PREFIX.match(host):
        host = host[shorter.end() :]
    return host


def _cached_by_amp(address: str) -> str | None:
    cache = _AMP_CACHE.match(address)
    if not cache:
        return None
    return ("https://" if cache[1] else "http://") + address[cache.end() :]


def _unescaped(path: str) -> str:
    """Undo escapes of unreserved characters, write the others in capitals (RFC 3986, section 6.2.2)."""

    def plain(escape: re.Match[str]) -> str:
        character = chr(int(escape[1], 16))
        return character if character in _UNRESERVED else escape[0].upper()

    return _ESCAPE.sub(plain, path)


def _pairs(query: str) -> Pairs:
    """Return a query's parameters, their escapes in one spelling; bytes that are no UTF-8 survive."""
    parts = (part.partition("=") for part in query.split("&") if part)
    return tuple((_spelled(name), _spelled(value)) for name, _, value in parts if name or value)


def _spelled(text: str) -> str:
    if _SPELLED.fullmatch(text):
        return text
    return quote_from_bytes(unquote_to_bytes(text.replace("+", " ")), safe=_KEPT_IN_QUERY)


def _without_twins(pairs: Pairs) -> Pairs:
    return tuple(
        (name, value)
        for name, value in pairs
        if not ((twin := _TWIN_PARAMETERS.get(name.lower())) and twin.fullmatch(value))
    )
