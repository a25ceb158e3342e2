"""Lines that say by themselves that they are no part of an article.

Counters, loaders, stamps, credits, calls to subscribe, titles of what stands below articles: phrases as
data, in the languages that are monitored.
"""

import re
from typing import Final

_LONGEST_NOTICE: Final = 260
_LONGEST_STAMP: Final = 120
_LONGEST_CREDIT: Final = 140
_LONGEST_TITLE: Final = 60

_INVITATIONS: Final = (
    "read (?:also|more|next|this|our)", "also read", "see also", "related\\b",
    "more (?:on this|from|about)", "recommended", "don'?t miss", "watch:", "listen:",
    "lesen sie", "lies auch", "mehr (?:zum|dazu|lesen|zu)", "auch interessant", "lesetipp",
    "читайте", "дивіться також", "за темою",
    "смотрите также", "по теме",
    "【?関連", "あわせて読", "合わせて読", "こちらもおすすめ",
    "[àa] lire", "lire aussi", "czytaj", "zobacz (?:też|także)", "przeczytaj",
    "[▶►➡👉]", ">>",
)  # fmt: skip
"""How a link to another story begins."""

_TITLES_BELOW: Final = (
    "popular(?: news)?", "news by (?:theme|topic)",
    "(?:latest|more|top|other|related|recent) (?:news|stories|articles|posts|headlines)",
    "most (?:read|popular|viewed)(?: .{0,30})?", "trending(?: now)?", "editors?['’]?s? picks?",
    "you (?:may|might) (?:also )?like", "recommended(?: .{0,30})?", "(?:\\d+ )?comments?",
    "leave a (?:comment|reply)", "about the authors?", "read (?:also|more|next)", "see also",
    "related(?: .{0,20})?",
    "mehr (?:zum thema|themen).{0,20}", "das könnte (?:sie|dich).{0,30}", "(?:alle |\\d+ )?kommentare",
    "(?:die )?meistgelesen\\w*", "auch interessant", "(?:die autorin|der autor|zur person)",
    "über (?:den autor|die autorin)", "weitere (?:artikel|nachrichten|themen).{0,20}",
    "популярн\\w+", "новини за темою", "(?:ще |більше )?за темою", "останн\\w+(?: новини)?",
    "свіжі новини", "читайте також.{0,20}", "головне .{0,40}", "всі публікації", "коментарі",
    "новости по теме", "(?:статьи |ещё |еще )?по теме", "последние новости", "свежие новости.{0,20}",
    "читайте также.{0,20}", "главное .{0,40}", "все публикации", "комментарии",
    "【?関連(?:記事|ニュース|リンク).{0,10}", "あわせて読みたい.{0,10}", "おすすめ.{0,10}",
    "この記事を書いた人.{0,30}", "コメント", "アクセスランキング", "最新ニュース",
    "la rédaction vous conseille", "sur le même sujet", "à lire aussi", "zobacz (?:też|także)", "najnowsze",
)  # fmt: skip
"""What stands over the lists below an article."""

_NOTICES: Final = (
    "©", "\\(c\\)", "copyright\\b", "all rights reserved", "alle rechte vorbehalten",
    "(?:усі|всі) права захищені", "все права защищены", "無断転載",
    "this audio is created", "listen to th(?:is|e) (?:article|story)", "artikel (?:an)?hören", "lesedauer",
    "\\d+ (?:min(?:ute)?s?(?: read)?|хв читати|мин\\.? чт\\w+|min\\.? lesezeit)\\W*$",
    "skip to content", "click here", "back to (?:video|top)", "advertisement\\W*$",
    "anzeige\\W*$", "реклама\\b",
    "we apologize, but this video", "(?:article|story) continues", "affiliate",
    "sign up (?:for|to)", "subscribe (?:to|now)",
    "get (?:daily|breaking|the latest|our)\\b.{0,60}(?:news|inbox)",
    "by (?:providing|entering|submitting) your", "follow (?:us|\\w+ on)",
    "join (?:us|our|the conversation)", "download (?:the|our) app",
    "(?:additional )?(?:reporting|writing|editing) by", "our standards:",
    "(?:when|while) (?:quoting|citing)", "beim zitieren", "при (?:цитуванні|використанні)",
    "при (?:цитировании|использовании)",
    "abonnier\\w+ sie", "folgen sie", "verfolgen sie", "jetzt (?:abonnieren|anmelden|registrieren)",
    "підпис(?:уйтесь|уйтеся|атися|атись)", "слідкуйте за",
    "подпи(?:сывайтесь|шитесь)", "следите за",
)  # fmt: skip
"""How notices to the reader begin."""

_WALLS: Final = (
    "会員登録が必要", "会員の方のみ", "会員限定", "有料会員", "ログインして", "無料会員",
    "読み放題", "引用する(?:際|場合)",
    "your inbox\\W*$",
)  # fmt: skip
_LOADERS: Final = ("loading", "w(?:ird|erden) geladen", "загружа\\w+", "завантажу\\w+", "読み込み中")
_COUNTED: Final = ("views?", "перегляд\\w*", "просмотр\\w*", "aufrufe", "shares?", "回視聴")
_STAMPED: Final = (
    "published", "updated", "last updated", "posted", "veröffentlicht", "aktualisiert", "stand",
    "опубліковано", "оновлено", "опубликовано", "обновлено", "公開", "更新", "配信", "投稿",
    "publié", "mis à jour",
)  # fmt: skip
_CREDITED: Final = (
    "photos?", "images?", "picture", "illustration", "credit", "video", "fotos?", "bild(?:er)?", "grafik",
    "фото", "відео", "видео", "写真",
)  # fmt: skip
_SIGNED: Final = ("by", "von", "author", "autor(?:in)?", "автор[иы]?", "текст", "редактор", "文")


def _one_of(phrases: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(phrases)})"


_INVITATION: Final = re.compile(rf"\W*+{_one_of(_INVITATIONS)}", re.IGNORECASE)
_INVITATION_ALONE: Final = re.compile(rf"\W*+{_one_of(_INVITATIONS)}[^:：.]{{0,30}}[:：]", re.IGNORECASE)
_TITLE_BELOW: Final = re.compile(
    rf"\W*+{_one_of(_TITLES_BELOW)}\W*$|.{{0,30}}\b{_one_of(_LOADERS)}\W*$", re.IGNORECASE
)
_SOURCE: Final = re.compile(
    r"\W*+(?:джерело|источник|source|quelle|出典|情報源|źródło)\s*[:：]\s*[^.。]{1,160}$", re.IGNORECASE
)
_NOTICE: Final = re.compile(
    rf"^\W*+\d[\d\s.,]*(?:k|тис\.?)?\s*{_one_of(_COUNTED)}\b"
    rf"|\b{_one_of(_LOADERS)}\W*$|^\W*{_one_of(_NOTICES)}|{_one_of(_WALLS)}",
    re.IGNORECASE,
)
_CLOCK: Final = r"(?:\D{1,8}\d{1,2}[:.]\d{2}.{0,12})?"
_STAMP: Final = re.compile(
    rf"^\W*{_one_of(_STAMPED)}\b.{{0,60}}$"
    r"|^[\W\d年月日時分]*(?:[ap]m|gmt|utc|uhr|e[sd]t|bst|cet|jst)?\W*$"
    rf"|^\W*(?:\w+,?\s+)?\d{{1,2}}\.?\s+\w+\.?,?\s+\d{{4}}{_CLOCK}\W*$"
    rf"|^\W*(?:\w+,?\s+)?\w+\.?\s+\d{{1,2}},?\s+\d{{4}}{_CLOCK}\W*$"
    r"|\d{2}\.\d{2}\.\d{2,4},?\s*\d{1,2}:\d{2}$|\b\d+ min(?:ute)?s? read\b",
    re.IGNORECASE,
)
_CREDIT: Final = re.compile(
    rf"^\W*{_one_of(_CREDITED)}\s*(?:[:：/©]|by\b|von\b|courtesy\b)|^\W*{_one_of(_SIGNED)}\s*[:：]|©",
    re.IGNORECASE,
)


def is_notice(line: str) -> bool:
    """Tell whether a line is by its own words no text: counter, loader, notice, stamp or credit."""
    size = len(line)
    return bool(
        line.startswith("©")
        or (size <= _LONGEST_NOTICE and _NOTICE.search(line))
        or (size <= _LONGEST_STAMP and _STAMP.search(line))
        or (size <= _LONGEST_CREDIT and _CREDIT.search(line))
        or (size <= _LONGEST_NOTICE and _INVITATION_ALONE.match(line))
    )


def points_elsewhere(line: str) -> bool:
    """Tell whether a line begins as an invitation to read something else."""
    return _INVITATION.match(line) is not None


def ends_article(line: str) -> bool:
    """Tell whether a line is the title of what stands below articles."""
    return len(line) <= _LONGEST_TITLE and _TITLE_BELOW.match(line) is not None


def names_source(line: str) -> bool:
    """Tell whether a line is a label with the outlet that the article relies on, and nothing else."""
    return _SOURCE.match(line) is not None
