"""What templates call their boxes: classes, ids and roles that give furniture or a lead away."""

import re
from typing import Final

FURNITURE_TAGS: Final = frozenset({"nav", "footer", "aside", "form", "dialog", "fieldset", "legend"})
FOOTING_TAGS: Final = frozenset({"nav", "footer"})
CAPTION_TAGS: Final = frozenset({"figure", "figcaption", "caption"})

# Each at the start of a name or after a blank, - or _; not after a colon, a variant in utility CSS.
_FURNITURE_WORDS: Final = (
    "nav(?!y)", "navigation", "menu", "footer", "side-?bar", "aside", "breadcrumbs?", "pagination", "pager",
    "comments?", "disqus", "kommentar\\w*", "forum", "feedback", "rating", "poll", "quiz", "survey",
    "related", "relat\\w*-(?:posts?|articles?|news|content)", "recommend\\w*", "recirc\\w*",
    "read-?(?:also|more|next)", "also-?read", "see-?also", "more-?(?:news|stories|articles|on|from|topic)",
    "most-?(?:read|popular|viewed)", "popular", "trending", "latest", "teasers?", "carousel", "slider",
    "swiper", "slideshow", "gallery", "ticker", "live-?feed", "news-?feed", "notifications?",
    "promo\\w*", "newsletters?", "news-letter", "subscri\\w*", "sign-?up", "registration", "login",
    "paywall", "regwall", "identity", "blocker", "donat\\w*", "support-?us", "app-?promo",
    "shar(?:e|ing)", "social\\w*", "follow", "advert\\w*", "ads?", "adbox", "banner\\w*", "sponsor\\w*",
    "outbrain", "taboola", "cookies?", "consent", "gdpr", "modal", "dialog", "pop-?up", "toolbar",
    "tags?", "tag-?list", "topics", "keywords", "categories", "author-?(?:bio|card|box|info|profile)",
    "about-?author", "bio", "byline", "authors?", "pub-?date", "timestamp", "views?", "counter",
    "copyright", "credits?", "caption\\w*", "bildunterschrift", "video-?\\w*", "player", "jwplayer",
    "sr-only", "visually-?hidden", "screen-?reader\\w*", "skip-?(?:link|to)", "print-?only", "noprint",
)  # fmt: skip
_LEAD_WORDS: Final = (
    "lead", "lede", "leadtext", "intro\\w*", "summary", "standfirst", "dek", "deck", "excerpt", "abstract",
    "sub-?(?:title|head|headline|heading|header)", "vorspann", "chapo", "anons", "strapline", "perex",
    "zajawka", "description", "teaser", "article-?(?:description|intro|lead|summary)",
)  # fmt: skip
_FURNITURE: Final = re.compile(rf"(?<![a-z0-9:])(?:{'|'.join(_FURNITURE_WORDS)})(?![a-z])")
_FOOTING: Final = re.compile(r"(?<![a-z])(?:footer|copyright|cookies?|consent|gdpr|disclaimer)(?![a-z])")
_LEAD: Final = re.compile(rf"(?<![a-z])(?:{'|'.join(_LEAD_WORDS)})(?![a-z])")
_HIDING: Final = re.compile(r"(?<!\S)(?:hidden|d-none|is-hidden)(?!\S)")
_SHOWING: Final = re.compile(r":(?:block|flex|inline|grid|contents|table)|d-\w+-(?:block|flex|inline)")


def tells_furniture(names: str) -> bool:
    """Tell whether a box with these names, in lower case, is furniture, or hidden."""
    if not names:
        return False
    if _HIDING.search(names) and not _SHOWING.search(names):
        return True
    return _FURNITURE.search(names) is not None


def tells_footing(names: str) -> bool:
    """Tell whether a box with these names, in lower case, is furniture however much text it holds."""
    return _FOOTING.search(names) is not None


def tells_lead(names: str) -> bool:
    """Tell whether a box with these names, in lower case, holds a summary above the text."""
    return bool(names) and _LEAD.search(names) is not None
