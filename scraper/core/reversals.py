"""Words that turn a statement around: negations, denials, opposites, and what an outlet takes back with.

In the languages that are monitored. What only looks like a negation ("not only", 少なくとも) is left out;
irony is not seen.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from scraper.core.antonyms import poles

_NOT: Final = re.compile(
    r"\b(?:not(?! only)|cannot|\w+n't|no(?! later| less|\.)|none|never|neither|nor"
    r"|не(?! (?:лише|тільки|только|менше|менее|пізніше|позднее))|ні|немає|нема|жодн\w*|ніколи|ніхто"
    r"|нет|ни|никогда|никто"
    r"|nicht(?! nur)|kein\w*|nie(?! tylko)|niemals|weder|żad\w+|nigdy|pas|jamais|aucun\w*)\b"
    r"|(?<!少)(?<!ばなら)(?<!はなら)(?<!もしれ)(?:ない|なかっ)|(?<!かもしれ)ません|なくな|なくて|せず|れず|わず|かず",
    re.IGNORECASE,
)
_DENY: Final = re.compile(
    r"\b(?:den(?:y|ies|ied|ying|ial)|refus\w+|reject\w+|declin(?:e to|ed to|es to|ing to)|rul\w+ out"
    r"|false|untrue|cancel\w+|suspend\w+|scrap(?:s|ped)"
    r"|запереч\w+|спросту\w+|відмов\w+|відхил\w+|скасув\w+|призупин\w+"
    r"|опроверг\w*|отриц\w+|отказ\w+|отклон\w+|отмен\w+|приостан\w+"
    r"|dementier\w+|bestreit\w+|bestritt\w*|verweiger\w+|lehn\w+|abgelehnt|ablehn\w+|weiger\w+|geweigert"
    r"|absag\w*|abgesagt|ausgesetzt|zaprzecz\w+|odmówi\w*|odrzuc\w+|dément\w*|refuse\w*|rejet\w+)\b"
    r"|否定|否認|拒否|拒絶|却下|見送|中止|断念|撤回",
    re.IGNORECASE,
)
_OPPOSITES: Final = ("un", "dis", "in", "im", "non", "non-", "не", "nicht-", "nie", "非", "不", "無", "未")
"""Beginnings that make a word its opposite."""
_RETRACTION: Final = re.compile(
    r"\b(?:retract(?:s|ed|ion)|(?:report|article|story|item) (?:has been|was|is) withdrawn"
    r"|(?:статт|новин|матеріал|повідомлен|публікац)\w* (?:\w+ )?(?:відкликан|спростован|знят)\w*"
    r"|(?:стать|новост|материал|сообщен|публикац)\w* (?:\w+ )?(?:отозван|опровергнут|снят)\w*"
    r"|(?:artikel|bericht|meldung|beitrag)\w* (?:\w+ ){0,2}zurückgezogen|wycofan\w*|rétract\w*)\b"
    r"|(?:記事|報道|ニュース|本文)[^。]{0,12}(?:撤回|取り消|取消|削除)",
    re.IGNORECASE,
)
_CORRECTION: Final = re.compile(
    r"\b(?:correction|corrected|clarification|an earlier version|виправлен\w*|уточнен\w*"
    r"|(?:попередн\w+|перш\w+) версі\w+|исправлен\w*|(?:предыдущ\w+|перв\w+) верси\w+"
    r"|korrektur\w*|korrigiert\w*|berichtig\w*|richtigstellung|frühere\w* (?:version|fassung)"
    r"|sprostowani\w*|rectificati\w*)\b"
    r"|訂正|お詫び|おわび",
    re.IGNORECASE,
)


def is_retraction(text: str) -> bool:
    """Tell whether an outlet says in `text` that it takes an article back."""
    return _RETRACTION.search(text) is not None


def is_correction(text: str) -> bool:
    """Tell whether an outlet says in `text` that it corrected an article."""
    return _CORRECTION.search(text) is not None


def announces(text: str) -> bool:
    """Tell whether `text` is a notice of either."""
    return is_retraction(text) or is_correction(text)


def reversals(sentence: str) -> tuple[int, int]:
    """Return how many negations and how many denials a folded sentence has."""
    return len(_NOT.findall(sentence)), len(_DENY.findall(sentence))


def are_opposites(word: str, other: str) -> bool:
    """Tell whether two folded words are antonyms, or one is the other with a beginning that turns it."""
    return any(opposites((word,), (other,)))


def opposites(words: Sequence[str], others: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the folded `words` whose opposite is among the `others`, and that opposite."""
    there = frozenset(others)
    ends = {pole: other for other in others for pole in poles(other)}
    for word in words:
        turned = [f"{begin}{word}" for begin in _OPPOSITES]
        bare = [word.removeprefix(begin) for begin in _OPPOSITES if word.startswith(begin)]
        yield from (
            (word, other) for other in (*turned, *bare) if other in there and min(len(word), len(other)) > 1
        )
        yield from ((word, ends[-pole]) for pole in poles(word) if -pole in ends)
