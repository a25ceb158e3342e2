"""Words that cannot both be said of one thing: supports and opposes, joins and leaves, raises and cuts.

In the languages that are monitored. `beginning` is how a folded word begins, `=word` all of it; Japanese
counts wherever a run of kanji has it.
"""

import re
from dataclasses import dataclass
from typing import Final

from scraper.core.text import fold

_CJK: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class _End:
    """The words at one end of a pair."""

    beginnings: tuple[str, ...]
    whole: frozenset[str]
    within: tuple[str, ...]

    @staticmethod
    def of(words: str) -> "_End":
        """Return the end that lists `words`."""
        listed = fold(words).split()
        whole = frozenset(word.removeprefix("=") for word in listed if word.startswith("="))
        within = tuple(word for word in listed if _CJK.match(word))
        beginnings = tuple(word for word in listed if not word.startswith("=") and word not in within)
        return _End(beginnings, whole, within)

    def has(self, word: str) -> bool:
        """Return whether a folded word is one of them."""
        return (
            word in self.whole
            or word.startswith(self.beginnings)
            or any(one in word for one in self.within)
        )


_LISTED: Final = """\
support endors =back =backs =backed підтрим поддерж unterstütz befürwort 支持 賛成 賛同
<>
oppos =objects =objected condemn засуд осужд осуди widersetz widersprich 反対

join =enter =enters =entered приєдн вступ присоедин beitret beitritt beigetreten 参加 加盟
加入
<>
leave leaving =left quit exit withdraw withdrew вийш вийд виход вихід покин вышел вышл
выйд выход покид austret austritt ausgetreten verlass verläss verließ 離脱 脱退

rais increas expand boost hike hiking =rose =grew grow збільш підвищ нарощ розшир зріс
зрост увелич повыс повыш нараст наращ расшир вырос erhöh steiger gesteigert stieg
ausgeweitet 増 拡大 =上
<>
=cut =cuts cutting reduc decreas lower slash shrink shrank =fell зменш скорот скороч
зниз зниж уріз сократ сокращ уменьш сниз сниж урез kürz gekürzt senk gesenkt verringer
reduzier =sank 減 縮小 =下

continu resum maintain продовж віднов продолж возобнов fortsetz fortgesetzt fortgeführt
継続 再開 続行
<>
stop halt ceas =end =ends =ended припин зупин прекрат прекращ останов einstell
eingestell beend 停止 打切

begin begun began start launch =open =opens =opened розпоч почал почин відкри
=начал начала начали начат начин начн откры beginn begann begonnen eröffn 開始 開設 開幕
<>
=end =ends =ended finish =close =closes =closed заверш закінч закри законч закры beend
schließ geschlossen 終了 終結 閉鎖 閉幕

impos tighten toughen запровад посил ужесточ ввел введ вводит усил verhäng verschärf 発動
強化 導入
<>
lift eases eased easing relax loosen пом'якш послаб знят =зняв =зняла =зняли смягч снял
снят ослаб aufheb aufgehoben locker gelockert 解除 緩和

allow permit authoris authoriz дозвол разреш позвол erlaub genehmig gestatt 許可 容認 解禁
<>
=ban =bans banned banning prohibit forbid forbad block заборон заблок запрет запрещ
verbiet verbot untersag blockier 禁止 阻止

succe успіш вдал успеш удал gelang gelungen erfolgreich 成功
<>
fail провал невдал неудач scheiter gescheitert misslang misslungen 失敗

wound injur поранен ранен verletz verwund 負傷 重傷 軽傷
<>
kill =dead =died загин вбит убит погиб getötet gestorben =tot =tote =toten =toter 死亡 戦死

=more більше более больше =mehr 以上
<>
=less =fewer менше менее меньше weniger 以下 未満

export експорт экспорт ausfuhr ausgeführt 輸出
<>
=import =imports imported importing імпорт импорт einfuhr eingeführt 輸入
"""
"""A pair a paragraph, its two ends parted by `<>`."""
_PAIRS: Final = tuple(tuple(map(_End.of, pair.split("<>"))) for pair in _LISTED.split("\n\n"))

_STARTS: Final = frozenset(
    word[:2] for ends in _PAIRS for end in ends for word in (*end.beginnings, *end.whole)
)
"""How words outside Japanese begin that stand anywhere: most do not."""


def poles(word: str) -> frozenset[int]:
    """Return where a folded word stands: +n and -n are the ends of the n-th pair; mostly nowhere."""
    if word[:2] not in _STARTS and not _CJK.match(word):
        return frozenset()
    return frozenset(
        sign * number
        for number, ends in enumerate(_PAIRS, 1)
        for sign, end in zip((1, -1), ends, strict=True)
        if end.has(word)
    )
