"""How common story keys are in news on Japan, Ukraine and defense: the share of articles that have them.

Written by bench/key_shares.py from the project's own examples; in thousandths, rounded down. What is rarer
is not listed.
"""

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

_SHARES: Final = """
800 = object.ukraine w:ja:ウクライナ
600 = actor.japan w:de:japan w:de:ukrai w:en:japan w:en:ukrai w:fr:japon w:fr:ukrai w:pl:japon w:pl:ukrai
    w:ru:япони w:uk:японі
450 = act.verbs matter.arms w:ru:украи w:uk:украї
330 = matter.security
250 = official.office_holder w:de:kiew w:de:tokio w:en:kyiv w:en:minis w:en:tokyo w:fr:kiev w:fr:tokyo
    w:pl:tokio w:ru:токио
180 = adversary.russia matter.equipment official.government place:kyiv place:tokyo w:en:defen w:en:said
    w:en:that w:en:with w:fr:pour w:ja:支援 w:ja:防衛 w:ja:首相 w:pl:kijow w:uk:токіо w:uk:японс
135 = matter.recipient org:nato other.elsewhere role:prime_minister w:de:nato w:en:from w:en:kishi w:en:nato
    w:en:russi w:en:will w:en:would w:fr:drone w:ja:nato w:ja:政府 w:ja:日本 w:pl:japoń w:ru:поста
    w:ru:японс
100 = equip:drone matter.consultations matter.finance matter.transfer object.ukrainian_office soft.aid
    w:de:kishi w:de:milli w:de:verte w:de:werde w:de:über w:en:drone w:en:offic w:en:over w:fr:contr
    w:fr:dans w:fr:otan w:fr:russe w:ja:ロシア w:ja:会談 w:ja:自衛 w:ja:衛隊 w:pl:kishi w:pl:nato w:ru:киеву
    w:ru:нато w:ru:перед w:uk:війсь w:uk:мініс w:uk:оборо w:uk:через war.war
75 = domestic.domestic matter.link matter.sanctions person:kishida person:zelensky role:foreign_minister
    role:president thing:agreement w:de:drohn w:de:krieg w:de:liefe w:de:russl w:de:selen w:de:sich
    w:de:siche w:de:unter w:de:waffe w:de:wegen w:en:after w:en:agree w:en:arms w:en:count w:en:first
    w:en:forei w:en:secur w:en:talks w:en:told w:en:tuesd w:en:zelen w:fr:kishi w:fr:milit w:fr:milli
    w:fr:minis w:ja:キーウ w:ja:供与 w:ja:参加 w:ja:外相 w:ja:大統 w:ja:統領 w:ja:衛相 w:ja:衛省 w:ja:輸出
    w:pl:broni w:pl:premi w:pl:trafi w:pl:wojsk w:ru:военн w:ru:киев w:ru:машин w:ru:помощ w:ru:росси
    w:ru:участ w:uk:безпе w:uk:долар w:uk:допом w:uk:зелен w:uk:нато w:uk:повід w:uk:уряд
55 = act:sign act:visit matter.curbs matter.defense_chief matter.nato_ties org:sdf place:usa
    role:defense_minister void.venue w:de:betei w:de:dolla w:de:geld w:de:hilfe w:de:nach w:de:rüstu
    w:de:solda w:de:solle w:de:sprac w:de:verei w:de:weite w:de:will w:en:dolla w:en:force w:en:fund
    w:en:inter w:en:missi w:en:mosco w:en:prime w:en:repor w:en:says w:en:self w:en:visit w:en:were
    w:fr:accor w:fr:après w:fr:armes w:fr:autod w:fr:avec w:fr:dolla w:fr:défen w:fr:expor w:fr:fonds
    w:fr:force w:fr:front w:fr:guerr w:fr:mosco w:fr:nouve w:fr:pourr w:fr:premi w:fr:prêt w:fr:solda
    w:fr:sont w:fr:véhic w:fr:zelen w:ja:ゼレンスキ w:ja:ドル w:ja:ドローン w:ja:会議 w:ja:侵攻 w:ja:務省
    w:ja:外務 w:ja:安全 w:ja:岸田 w:ja:情報 w:ja:殺傷 w:ja:無人 w:ja:田首 w:ja:署名 w:ja:能力 w:ja:装備
    w:ja:訪問 w:ja:調整 w:ja:車両 w:pl:bezpi w:pl:dolar w:pl:dosta w:pl:ekspo w:pl:kolej w:pl:podpi
    w:pl:rozma w:pl:sprzę w:pl:umowę w:pl:zełen w:pl:żołni w:ru:догов w:ru:долла w:ru:зелен w:ru:киева
    w:ru:кисид w:ru:москв w:ru:назва w:ru:оружи w:ru:ракет w:ru:самоо w:ru:сообщ w:ru:экспо w:uk:гроші
    w:uk:дроні w:uk:компа w:uk:отрим w:uk:перед w:uk:прези w:uk:прем w:uk:прибу w:uk:проти w:uk:сказа
    w:uk:угоду
40 = company.maker joint.g7 matter.dual_use matter.hurt matter.production matter.wounded org:g7
    thing:ambassador thing:firm w:de:abkom w:de:armee w:de:auch w:de:ausse w:de:einem w:de:expor w:de:gipfe
    w:de:grund w:de:kabin w:de:milit w:de:minen w:de:minis w:de:nicht w:de:regel w:de:regie w:de:russi
    w:de:sagte w:de:seine w:de:sind w:de:steig w:de:verka w:de:verwu w:de:wolle w:en:accor w:en:asia
    w:en:attac w:en:billi w:en:cabin w:en:chief w:en:confe w:en:could w:en:docum w:en:equip w:en:expor
    w:en:fumio w:en:gear w:en:help w:en:hospi w:en:joint w:en:khark w:en:leade w:en:letha w:en:milli
    w:en:more w:en:part w:en:presi w:en:radar w:en:rutte w:en:servi w:en:signe w:en:soldi w:en:spoke
    w:en:they w:en:throu w:en:treat w:en:vehic w:fr:aide w:fr:ambas w:fr:améri w:fr:annon w:fr:aussi
    w:fr:avoir w:fr:banqu w:fr:bless w:fr:engin w:fr:exclu w:fr:fumio w:fr:garde w:fr:hôpit w:fr:invas
    w:fr:létal w:fr:matér w:fr:missi w:fr:nakat w:fr:patri w:fr:payer w:fr:prome w:fr:prête w:fr:recon
    w:fr:sanct w:fr:servi w:fr:signé w:fr:stock w:fr:stolt w:fr:sécur w:ja:中谷 w:ja:人機 w:ja:企業
    w:ja:会見 w:ja:侵略 w:ja:傷兵 w:ja:傷能 w:ja:共同 w:ja:凍結 w:ja:出席 w:ja:制裁 w:ja:協力 w:ja:協議
    w:ja:地雷 w:ja:大使 w:ja:提供 w:ja:文書 w:ja:枠組 w:ja:検討 w:ja:病院 w:ja:表明 w:ja:資産 w:ja:追加
    w:ja:除去 w:ja:雷除 w:pl:aktyw w:pl:będą w:pl:drony w:pl:obron w:pl:patri w:pl:pieni w:pl:pojaz
    w:pl:przec w:pl:przek w:pl:przez w:pl:rakie w:pl:rosyj w:pl:rząd w:pl:szpit w:pl:wyśle w:ru:безоп
    w:ru:встре w:ru:заяви w:ru:минис w:ru:оборо w:ru:ответ w:ru:отпра w:ru:перег w:ru:получ w:ru:прави
    w:ru:премь w:ru:проти w:ru:согла w:ru:стран w:uk:purl w:uk:актив w:uk:ванта w:uk:вироб w:uk:докум
    w:uk:долуч w:uk:домов w:uk:дрони w:uk:зустр w:uk:києва w:uk:країн w:uk:машин w:uk:мілья w:uk:назва
    w:uk:облад w:uk:оголо w:uk:перех w:uk:подяк w:uk:посол w:uk:приєд w:uk:підпи w:uk:підтр w:uk:підут
    w:uk:радар w:uk:розмі w:uk:самоо w:uk:техні
30 = act:freeze act:thank equip:patriot equip:radar matter.demining matter:demining person:iwaya
    person:nakatani person:takaichi place:moscow thing:hospital thing:missile
22 = act:invest act:summit equip:vest matter:sanctions org:terra_drone person:rutte person:sybiha
    place:kharkiv place:north_korea place:poland programme:purl role:chief_cabinet_secretary
    thing:interceptor thing:loan thing:rehab thing:shell
16 = act:approve act:call act:train act:warn matter.frozen_assets media:nhk name:tst org:jica person:hayashi
    person:kamikawa person:shmyhal place:bucha programme:nsatu thing:air_defense thing:energy
    thing:intelligence thing:satellite
12 = act:ask act:ban act:video equip:anti_drone equip:generator equip:helmet matter:export_rules
    matter:wounded name:brstn name:mnstr name:ntr person:koizumi person:okano person:umerov person:yermak
    person:zakharova place:hiroshima place:washington role:head_of_the_president's_office
    role:national_security_adviser role:secretary_general role:secretary_of_the_security_council
    role:spokesman thing:frozen_assets thing:grant thing:guarantee thing:gunpowder void.firm
9 = act:ceremony act:interview act:retaliate aside.own_defense equip:155mm equip:vehicle
    matter:consultations media:kyodo name:brtmr org:amazing_drones person:ishiba person:kuleba person:putin
    person:stoltenberg place:brussels place:italy thing:cyber thing:nuclear thing:parliament thing:ship
    thing:trust_fund
6 = act:confirm act:first act:summon aside.friction matter.training matter:information_security name:brt
    name:mrk name:tks name:trst org:acsl person:budanov person:fedorov person:lutovinov person:nakagome
    place:apulia place:australia place:belarus place:tokorozawa programme:demining_coalition role:adviser
    role:ambassador_to_Japan role:ambassador_to_Ukraine thing:aircraft thing:budget thing:third_country
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
