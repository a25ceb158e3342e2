"""Compact data for telling languages apart: letters, small and frequent words, beginnings and endings.

Written by hand for the languages that are monitored; the others are there so that a text in one of them is
not taken for a monitored one.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MONITORED: Final = frozenset({"en", "uk", "ru", "de", "ja", "pl", "fr"})

CYRILLIC: Final = frozenset({"uk", "ru", "bg", "be", "sr"})

LETTERS: Final[Mapping[str, tuple[str, float]]] = MappingProxyType(
    {
        "uk": ("іїєґ", 0.073),
        "ru": ("ыэёъ", 0.023),
        "be": ("ўі", 0.09),
        "bg": ("ъ", 0.015),
        "sr": ("ђјљњћџ", 0.06),
        "de": ("ßäöü", 0.017),
        "pl": ("łążźśćńęó", 0.07),
        "fr": ("êèéçœàùâîô", 0.035),
        "es": ("ñ¿¡óáíéú", 0.025),
        "pt": ("ãõçáéíóú", 0.04),
        "cs": ("ěůřčžšáíéý", 0.12),
        "tr": ("ğışçöü", 0.1),
        "ro": ("țșăâî", 0.05),
        "sv": ("åäö", 0.045),
        "it": ("àèìòù", 0.008),
    }
)
"""Letters beyond those that all have, and their share of a text's letters: that they lack is evidence."""

FORMS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ja": "々対発広実権県図変経済関戦総応単労両戻観勧辺沢",
        "zh": "这们国说对发实权县图变经济关战总应单劳两还为来时会军亚欧东马门问间电车龙",
    }
)
"""Forms of Han characters that the other of the two does not use."""


def _table(rows: Mapping[str, str]) -> Mapping[str, str]:
    table: dict[str, list[str]] = {}
    for language, words in rows.items():
        for word in words.split():
            table.setdefault(word, []).append(language)
    return MappingProxyType({word: " ".join(languages) for word, languages in table.items()})


WORDS: Final = _table(
    {
        "en": "the of and to in for on with at by from is are was were be been has have had will "
        "would that this it its as an not but or after over says said new more who how why what "
        "into amid about against their his her he they we you i my our can could should first "
        "last year years day week war world government minister president leader leaders "
        "military army forces drone drones missile missiles attack attacks strike strikes kill "
        "kills killed people talks meeting meets visit visits deal aid support calls call key "
        "list latest news live video back off out up down may off near three two",
        "de": "der die das und in den dem des ein eine einen einem einer zu zum zur mit von vom für "
        "auf ist sind war wird werden hat haben nicht auch als bei nach aus über gegen an im um "
        "sich wie was warum oder noch mehr neue neuen sie er wir es dass vor unter durch will "
        "soll kann nur jetzt krieg regierung jahr jahre jahren wieder seit wegen zwischen keine "
        "kein ins beim ab mehrere tote",
        "fr": "le la les de des du un une et en à au aux pour par sur dans est sont a ont avec qui "
        "que ne pas plus ce cette ces son sa ses il elle nous vous leur après contre entre "
        "comme selon guerre ministre",
        "pl": "w z na i do nie się że o jest są za od po dla jak przez ale oraz to ze co tym był była "
        "być już tylko może czy przed pod wojna rząd prezydent",
        "uk": "та що як від про для на не з у й до за після буде вже щодо ще або року проти під через "
        "із зі це був була було були який яка яке які якого його її їх вони він вона ми чи але "
        "також між над при уже де коли є нема війна війни уряд президент сили область області "
        "ракети росія україна україни війська",
        "ru": "и что как от о об для на не с в к до за после будет уже еще ещё или года против под "
        "через из это был была было были который которая которые его её их они он она мы ли но "
        "также между над при где когда со во у чему нас война войны правительство президент "
        "силы область области россия россии украина украины украине войска по",
        "bg": "и на за от с е се да не по ще във със след при като че са до който която",
        "es": "el la los las de del y en que un una por con para se no su al es lo más como pero sobre",
        "it": "il lo la i gli le di del della e in che un una per con non si è da al alla sono più come",
        "pt": "o a os as de do da dos das e em que um uma por com para não se no na ao é mais como",
        "nl": "de het een van en in op te dat die voor met is zijn niet aan er om ook als maar bij "
        "naar over",
        "sv": "och att det som en på är av för med den till inte om ett har de från",
        "cs": "a v na se je že s z do o k pro i jako po ale ve za by od",
        "ro": "în de la cu pe pentru din care nu este mai un o sau",
        "tr": "ve bir bu da de için ile olarak daha çok olan en ne gibi",
    }
)
"""Small and frequent words -> the languages that have them."""

BEGINNINGS: Final = _table(
    {
        "en": "th wh kn str sh wr qu",
        "de": "sch ge ver zw pf ein auf aus unter gegen über",
        "pl": "prz sz cz wsz rz",
        "uk": "під від щод роз пере",
        "ru": "под от раз пере вс",
    }
)
"""The first two to five letters of a word -> the languages whose words often begin so."""

ENDINGS: Final = _table(
    {
        "en": "ing tion tions ness ies ed ly ght ould ates ese ian ians ees ers nts ents ial als ive "
        "ary ory ful ous ish ism ist ble age ck gs ds ks ts rs ls ns ys ay ow th sh oo ee ity "
        "ance ence ment ments",
        "de": "ung ungs ungen heit keit lich liche ische isch chen sche cht eit tz ten ieren rung en "
        "te ter tig",
        "fr": "tion tions ment eux elle ique eur aire ois aux ée és ité ance ence",
        "pl": "ów ie ych ej ego owa ski ania anie cji nia ość",
        "uk": "ння ати ити ський ські ська ької ість ться вав ими ах ої ою ти ців тів ців нні",
        "ru": "ние ать ить ский ская ские ской ость ться вал ыми ах ой ия ией ли ов ев ого ию ии",
    }
)
"""The last two to five letters of a word -> the languages whose words often end so."""
