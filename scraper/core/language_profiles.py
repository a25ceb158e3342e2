"""Compact data for telling languages: letters, small words, endings."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LETTERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "uk": "іїєґ",
        "ru": "ыэёъ",
        "be": "ў",
        "sr": "ђјљњћџ",
        "de": "ßäöü",
        "pl": "łążźśćńę",
        "fr": "êèçœàùâîô",
        "es": "ñ¿¡",
        "pt": "ãõ",
        "cs": "ěůřč",
        "tr": "ğış",
        "ro": "țșă",
        "sv": "å",
        "ja": "々対発広実権県図変経済関戦総応単労両戻観勧辺沢",
        "zh": "这们国们说对发实权县图变经济关战总应单劳两还为来时会们军亚欧东马门问间电车龙",
    }
)
"""Letters that speak for one language; for ja and zh, forms of characters that the other does not use."""


def _table(rows: Mapping[str, str]) -> Mapping[str, str]:
    table: dict[str, list[str]] = {}
    for language, words in rows.items():
        for word in words.split():
            table.setdefault(word, []).append(language)
    return MappingProxyType({word: " ".join(languages) for word, languages in table.items()})


WORDS: Final = _table(
    {
        "en": "the of and to in for on with at by from is are was were be been has have had will "
        "would that this it its as an not but or after over says said new more who how why "
        "what into amid about against their his her he they we you",
        "de": "der die das und in den dem des ein eine einen einem einer zu zum zur mit von vom für "
        "auf ist sind war wird werden hat haben nicht auch als bei nach aus über gegen an im "
        "um sich wie was warum oder noch mehr neue neuen sie er wir es dass vor unter durch "
        "will soll kann",
        "fr": "le la les de des du un une et en à au aux pour par sur dans est sont a ont avec qui "
        "que ne pas plus ce cette ces son sa ses il elle nous vous leur après contre entre "
        "comme selon",
        "pl": "w z na i do nie się że o jest są za od po dla jak przez ale oraz to ze co tym był "
        "była być już tylko może czy przed pod",
        "uk": "та що як від про для на не з у й до за після буде вже щодо ще або року проти під "
        "через із зі це був була було були який яка які його її їх вони він вона ми чи але "
        "також між над при уже де коли є",
        "ru": "и что как от о об для на не с в к до за после будет уже еще ещё или года против под "
        "через из это был была было были который которая которые его её их они он она мы ли "
        "но также между над при где когда со во",
        "bg": "и на за от с е се да не по ще във със след при като че са до",
        "es": "el la los las de del y en que un una por con para se no su al es lo más como pero sobre",
        "it": "il lo la i gli le di del della e in che un una per con non si è da al alla sono più come",
        "pt": "o a os as de do da dos das e em que um uma por com para não se no na ao é mais como",
        "nl": "de het een van en in op te dat die voor met is zijn niet aan er om ook als maar bij "
        "naar over",
        "sv": "och att det som en på är av för med den till inte om ett har de från",
        "cs": "a v na se je že s z do o k pro i jako po ale ve za by od",
        "ro": "și în de la cu pe pentru din care nu este mai un o sau",
        "tr": "ve bir bu da de için ile olarak daha çok olan en ne gibi",
    }
)
"""Small words -> the languages that have them."""

ENDINGS: Final = _table(
    {
        "en": "ing tion ness ies ed ly ght ould ates",
        "de": "ung ungs heit keit lich isch chen sche cht eit tz ter ten ieren rung",
        "fr": "tion ment eux elle ique eur aire ois aux ée és",
        "pl": "ów ie ych ej ego owa ski ania anie cji nia",
        "uk": "ння ати ити ський ські ська ість ться ував вши ими ах ої ою",
        "ru": "ние ать ить ский ская ские ость ться вал вших ыми ах ой ия ией",
    }
)
"""The last two to four letters of a word -> the languages whose words often end so."""
