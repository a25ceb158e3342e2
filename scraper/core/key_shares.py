"""How common story keys are in news on Japan, Ukraine and defense: the share of articles that have them.

Counted over the on-topic and borderline examples under tests/data/relevance; a key of one language over
the articles of that language. In thousandths, rounded down; what is rarer is not listed.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

_SHARES: Final = """
800 = object.ukraine w:ja:ウクライナ
600 = actor.japan w:de:japan w:de:ukrai w:en:japan w:en:ukrai w:fr:japon w:fr:ukrai w:pl:japon w:pl:ukrai
    w:ru:украи w:ru:япони
450 = act.verbs matter.arms w:uk:украї w:uk:японі
330 = matter.security
250 = w:de:kiew w:de:tokio w:en:minis w:en:tokyo w:fr:kiev w:fr:tokyo w:pl:tokio
180 = adversary.russia matter.equipment official.government official.office_holder place:kyiv place:tokyo
    w:en:defen w:en:kyiv w:en:russi w:en:that w:fr:pour w:ja:防衛 w:ja:首相 w:pl:kijow w:ru:токио
    w:uk:токіо w:uk:японс
135 = matter.recipient w:en:from w:en:said w:en:with w:ja:政府 w:ja:日本 w:ja:自衛 w:pl:japoń w:ru:японс
100 = equip:drone matter.consultations matter.sanctions matter.transfer org:nato other.elsewhere w:de:nato
    w:de:wegen w:en:drone w:en:kishi w:en:nato w:en:will w:en:would w:fr:contr w:fr:dans w:fr:drone
    w:fr:kishi w:fr:otan w:fr:russe w:ja:nato w:ja:ロシア w:ja:会談 w:ja:支援 w:ja:衛隊 w:ja:輸出
    w:pl:kishi w:pl:nato w:pl:premi w:pl:wojsk w:ru:киеву w:ru:нато w:ru:поста w:uk:війсь w:uk:допом
    w:uk:оборо w:uk:через war.war
75 = domestic.domestic matter.link person:kishida role:prime_minister soft.aid w:de:drohn w:de:kishi
    w:de:krieg w:de:nach w:de:russl w:de:sich w:de:verte w:de:waffe w:de:über w:en:agree w:en:first
    w:en:force w:en:forei w:en:offic w:en:over w:en:talks w:fr:milit w:fr:milli w:fr:minis w:ja:ドローン
    w:ja:侵攻 w:ja:務省 w:ja:大統 w:ja:安全 w:ja:統領 w:ja:衛省 w:pl:broni w:pl:dosta w:pl:sprzę
    w:pl:trafi w:ru:военн w:ru:киев w:ru:перед w:ru:помощ w:ru:росси w:uk:безпе w:uk:проти
55 = matter.curbs matter.finance object.ukrainian_office org:sdf person:zelensky place:usa thing:agreement
    void.venue w:de:milit w:de:milli w:de:selen w:de:siche w:en:after w:en:arms w:en:attac w:en:count
    w:en:inter w:en:mosco w:en:says w:en:secur w:en:self w:en:servi w:en:told w:fr:accor w:fr:après
    w:fr:armes w:fr:autod w:fr:avec w:fr:dolla w:fr:défen w:fr:expor w:fr:force w:fr:guerr w:fr:mosco
    w:fr:nouve w:fr:pourr w:fr:premi w:fr:prêt w:fr:solda w:fr:sont w:fr:véhic w:fr:zelen w:ja:キーウ
    w:ja:会議 w:ja:供与 w:ja:侵略 w:ja:制裁 w:ja:外務 w:ja:外相 w:ja:岸田 w:ja:情報 w:ja:提供 w:ja:検討
    w:ja:無人 w:ja:表明 w:ja:装備 w:ja:訪問 w:ja:車両 w:ja:追加 w:pl:bezpi w:pl:dolar w:pl:podpi
    w:pl:rozma w:pl:zełen w:pl:żołni w:ru:догов w:ru:зелен w:ru:киева w:ru:кисид w:ru:машин w:ru:москв
    w:ru:оружи w:ru:отпра w:ru:прави w:ru:проти w:ru:ракет w:ru:самоо w:uk:зелен w:uk:мініс w:uk:нато
    w:uk:прем w:uk:техні w:uk:угоду
40 = act:sign act:visit matter.defense_chief matter.nato_ties matter.production thing:ambassador
    w:de:angri w:de:armee w:de:auch w:de:ausse w:de:betei w:de:botsc w:de:eine w:de:fahrz w:de:gehen
    w:de:geld w:de:liefe w:de:nicht w:de:patri w:de:regie w:de:russi w:de:rüstu w:de:schic w:de:solda
    w:de:sprac w:de:unter w:de:verei w:de:weite w:de:werde w:de:will w:de:wolle w:en:asia w:en:chief
    w:en:gear w:en:help w:en:milit w:en:missi w:en:prime w:en:radar w:en:repor w:en:state w:en:vehic
    w:en:were w:en:zelen w:fr:aide w:fr:ambas w:fr:améri w:fr:annon w:fr:aussi w:fr:avoir w:fr:banqu
    w:fr:bless w:fr:engin w:fr:exclu w:fr:fonds w:fr:front w:fr:fumio w:fr:hôpit w:fr:invas w:fr:létal
    w:fr:matér w:fr:missi w:fr:nakat w:fr:patri w:fr:payer w:fr:prome w:fr:prête w:fr:recon w:fr:sanct
    w:fr:servi w:fr:signé w:fr:stock w:fr:stolt w:fr:sécur w:ja:ゼレンスキ w:ja:人機 w:ja:会見 w:ja:保障
    w:ja:全保 w:ja:凍結 w:ja:協議 w:ja:参加 w:ja:大使 w:ja:対象 w:ja:枠組 w:ja:殺傷 w:ja:田首 w:ja:病院
    w:ja:署名 w:ja:衛相 w:ja:調整 w:ja:資産 w:pl:drony w:pl:ekspo w:pl:obron w:pl:pojaz w:pl:przek
    w:pl:rosyj w:pl:rząd w:pl:szpit w:pl:umowę w:pl:wyśle w:ru:безоп w:ru:встре w:ru:закуп w:ru:конфл
    w:ru:назва w:ru:получ w:ru:премь w:ru:речь w:ru:сообщ w:ru:техни w:ru:экспо w:uk:агрес w:uk:війну
    w:uk:дроні w:uk:києву w:uk:машин w:uk:отрим w:uk:перед w:uk:повід w:uk:поста w:uk:прези w:uk:прибу
    w:uk:проте w:uk:самоо w:uk:уряд
30 = act:freeze company.maker equip:patriot joint.g7 matter.dual_use matter.hurt matter.wounded
    matter:sanctions person:takaichi place:moscow role:defense_minister role:foreign_minister thing:firm
    thing:hospital thing:missile thing:shell
22 = equip:radar few:2 matter.demining org:g7 person:iwaya thing:intelligence thing:interceptor thing:loan
16 = act:approve act:call act:invest act:summit act:thank act:video equip:anti_drone equip:helmet
    equip:vest matter.frozen_assets matter:demining org:jica person:hayashi person:ishiba person:nakatani
    person:rutte person:sybiha place:bucha place:kharkiv programme:purl thing:rehab thing:satellite
12 = act:ask act:ban act:train act:warn aside.own_defense equip:vehicle matter:export_rules media:nhk
    org:terra_drone person:kamikawa person:stoltenberg person:umerov place:hiroshima place:poland
    thing:frozen_assets thing:guarantee thing:gunpowder thing:nuclear
"""


def _read(table: str) -> Iterator[tuple[str, float]]:
    share = 0.0
    words = iter(table.split())
    for word in words:
        if word.isdecimal():
            share = int(word) / 1000
        elif word != "=":
            yield word, share


SHARES: Final = MappingProxyType(dict(_read(_SHARES)))
"""Key -> share of articles, above 0 and at most 1."""
