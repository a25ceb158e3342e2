"""What stands in place of a page, told from its answer: challenges, consent walls, soft 404s, emptiness.

A wall is recorded and backed off from, never climbed. For a page with status 200 a marker alone proves
nothing (sites put their guard's script on every article), so there has to be next to no text besides.
"""

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from scraper.core.answers import USABLE, Head
from scraper.outcomes import Outcome

_EMPTY_BELOW: Final = 16
"""Bytes below which nothing can be a feed or a page; `[]` is one in JSON."""

_READ: Final = 64 * 1024
_SCANT: Final = 600
"""Characters of visible text below which a page may be a wall."""

_CHALLENGE_HEADERS: Final = (
    ("cf-mitigated", "challenge"),
    ("x-amzn-waf-action", "challenge"),
    ("x-amzn-waf-action", "captcha"),
    ("x-vercel-mitigated", "challenge"),
    ("x-dd-b", ""),
)
# Only a challenge itself holds these ...
_CHALLENGE_MARKS: Final = (
    b"_cf_chl_opt", b"cf-browser-verification", b"cf_captcha_kind", b"captcha-delivery.com/c",
    b"_incapsula_resource?", b"sucuri_cloudproxy_js", b"awswafcookiedomainlist", b"id=\"anubis_challenge\"",
    b"/.within.website/x/cmd/anubis/", b"slowaes.js", b"id=\"px-captcha\"",
    b"__qrator", b"/.well-known/ddos-guard/",
)  # fmt: skip
# ... while these are on honest pages too, and tell something on an error page alone.
_GUARD_MARKS: Final = (
    b"/cdn-cgi/challenge-platform/", b"cf-chl-", b"captcha-delivery.com",
    b"_incapsula_resource", b"px-captcha",
    b"_pxappid", b"token.awswaf.com", b"ddos-guard", b"qrator", b"kpsdk", b"perfdrive.com", b"g-recaptcha",
    b"h-captcha", b"cf-turnstile",
)  # fmt: skip
_CHALLENGE_TITLES: Final = re.compile(
    r"just a moment|attention required|ddos-guard|checking your browser|one moment, please"
    r"|are you a robot|verify(?:ing)? (?:that )?you are (?:a )?human|access to this page has been denied"
    r"|making sure you(?:'|&#39;|’)re not a bot|security check|bot verification|robot challenge"
    r"|проверка браузера|перевірка браузера"
)
_CONSENT_HOSTS: Final = re.compile(r"(?:^|\.)(?:consent\.[a-z0-9.-]+|guce\.[a-z0-9.-]+|privacy-mgmt\.com)$")
_CONSENT_TITLES: Final = re.compile(
    r"^(?:before you continue|bevor sie (?:fortfahren|weiterlesen)|your privacy|ihre privatsph"
    r"|cookie[- ]?(?:consent|einstellungen|settings)|we value your privacy|consent$|zustimmung$"
    r"|перш ніж продовжити|прежде чем (?:продолжить|перейти)|続行する前に)"
)
# A bare 404 must not swallow "404-й день війни".
_LOST_TITLES: Final = re.compile(
    r"^(?:error |ошибка |помилка |fehler )?404(?:$| [|:·—–-] |: | (?:not found|page|error|ошибка|seite))"
    r"|^(?:ошибка|помилка|fehler|error) 404\b|[|·—–-] (?:error )?404$"
    r"|^(?:the )?page (?:was )?not found|^not found(?:$| [|·—–-] )|^page (?:does not|doesn't) exist"
    r"|^сторінк[уа] не (?:знайден|існу)|^страниц[аы] не (?:найден|существ)|^seite (?:wurde )?nicht gefunden"
    r"|^(?:お探しの|ご指定の)?(?:ページ|記事)(?:が|は)(?:見つかりません|存在しません|ありません)|^お探しのページ"
)
_TITLE: Final = re.compile(rb"<title\b[^<>]{0,500}>([^<]{0,1000})", re.IGNORECASE)
_ARTICLE_MARKS: Final = (b"NewsArticle", b"articleBody", b"<article")
_HIDDEN: Final = ("script", "style", "noscript", "template", "svg")
_TAG: Final = re.compile(r"<[^<>]*>")
_BLANK: Final = re.compile(r"\s+")
_VIEWS: Final = frozenset({"amp", "print", "page", "comments", "m", "mobile", "full"})
"""What stands below an article's own path, not below a section's."""
_FRONT: Final = re.compile(r"/?(?:[a-z]{2}(?:[-_][a-z]{2})?/?)?(?:index\.(?:html?|php))?", re.IGNORECASE)


def recognise(head: Head, body: bytes, *, url: str, requested: str, is_index: bool) -> Outcome | None:
    """Return what kind of wall an answer is, None where it is what it says.

    `body` may be the beginning of an error page; `is_index`: a channel was asked for, which may live on a
    front page and be empty of text.
    """
    if any(name in head.headers and value in head[name].lower() for name, value in _CHALLENGE_HEADERS):
        return Outcome.BLOCKED_CHALLENGE
    if head.status in USABLE and _is_empty(body) and "json" not in head.media_type:
        return Outcome.SUSPECT_EMPTY
    if not _is_html(head, body):
        return None
    title = _title(body)
    if head.status not in USABLE:
        challenge = _is_challenge(title, body[:_READ], _CHALLENGE_MARKS + _GUARD_MARKS)
        return Outcome.BLOCKED_CHALLENGE if challenge else None
    return _wall_of_page(title, body, url, requested, is_index)


def _wall_of_page(title: str, body: bytes, url: str, requested: str, is_index: bool) -> Outcome | None:
    scant, moved = _is_scant(body), url != requested
    if scant and _is_challenge(title, body, _CHALLENGE_MARKS):
        return Outcome.BLOCKED_CHALLENGE
    if (moved and _went_for_consent(url, requested)) or (scant and _CONSENT_TITLES.search(title)):
        return Outcome.CONSENT_WALL
    if _LOST_TITLES.search(title):
        return Outcome.SOFT_404
    if moved and not is_index and _fell_back(url, requested):
        return Outcome.REDIRECTED_AWAY
    return None


def _is_empty(body: bytes) -> bool:
    # Most bodies are not, as their beginning shows; the whole is copied only where it does not.
    return len(body[:_EMPTY_BELOW].strip()) < _EMPTY_BELOW and len(body.strip()) < _EMPTY_BELOW


def _is_scant(body: bytes) -> bool:
    return (
        len(body) <= _READ
        and not any(mark in body for mark in _ARTICLE_MARKS)
        and visible_length(body.decode("utf-8", "replace")) < _SCANT
    )


def visible_length(text: str) -> int:
    """Return about how many characters of an HTML `text` are to be read; linear in its length."""
    for name in _HIDDEN:
        text = _without(text, f"<{name}", f"</{name}")
    return len(_BLANK.sub(" ", _TAG.sub(" ", text)).strip())


def _without(text: str, begin: str, end: str) -> str:
    lowered = text.lower()
    kept = []
    at = 0
    while (start := lowered.find(begin, at)) >= 0:
        stop = lowered.find(end, start)
        kept.append(text[at:start])
        if stop < 0:
            return "".join(kept)
        at = stop
    kept.append(text[at:])
    return "".join(kept)


def _is_html(head: Head, body: bytes) -> bool:
    if "html" in head.media_type:
        return True
    return not head.media_type and body[:512].lstrip()[:14].lower().startswith(
        (b"<!doctype html", b"<html")
    )


def _title(body: bytes) -> str:
    found = _TITLE.search(body, 0, _READ)
    return _BLANK.sub(" ", found[1].decode("utf-8", "replace")).strip().lower() if found else ""


def _is_challenge(title: str, beginning: bytes, marks: Sequence[bytes]) -> bool:
    if _CHALLENGE_TITLES.search(title):
        return True
    lowered = beginning.lower()
    return any(mark in lowered for mark in marks)


def _went_for_consent(url: str, requested: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host != urlsplit(requested).hostname and _CONSENT_HOSTS.search(host) is not None


def _fell_back(url: str, requested: str) -> bool:
    """Return whether an inner page was asked for, and the front page or the section above it came."""
    asked, came = urlsplit(requested), urlsplit(url)
    inner = len(asked.path.strip("/").split("/")) > 1 or any(c.isdigit() for c in asked.path)
    if not inner or came.query:
        return False
    return _FRONT.fullmatch(came.path) is not None or _is_section(came.path, above=asked.path)


def _is_section(path: str, *, above: str) -> bool:
    """Return whether a path is a beginning of another, too plain to be an article's: `/news/politics`."""
    parts, whole = path.strip("/").split("/"), above.strip("/").split("/")
    return (
        len(parts) < len(whole)
        and whole[: len(parts)] == parts
        and re.search(r"\d|[^/]-[^/]*-|\.", path) is None
        and whole[len(parts)] not in _VIEWS
    )
