"""Statements that one word turns around, and those that only look so, in five languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.antonyms import poles
from scraper.core.reversals import are_opposites
from scraper.core.rewordings import is_reversal

TURNED = {
    "supports or opposes": ("Tokyo supports the ban on imports.", "Tokyo opposes the ban on imports."),
    "joins or leaves": (
        "Japan joins the coalition for demining.",
        "Japan leaves the coalition for demining.",
    ),
    "raised or cut": ("The cabinet raised aid to Kyiv for 2026.", "The cabinet cut aid to Kyiv for 2026."),
    "resumed or halted": (
        "Deliveries of trucks were resumed on Friday.",
        "Deliveries of trucks were halted on Friday.",
    ),
    "begins or ends": ("The training of crews begins in May.", "The training of crews ends in May."),
    "lifts or imposes": ("Tokyo lifts sanctions on the bank.", "Tokyo imposes sanctions on the bank."),
    "allows or bans": ("The law allows exports of shells.", "The law bans exports of shells."),
    "succeeded or failed": (
        "The test of the interceptor succeeded.",
        "The test of the interceptor failed.",
    ),
    "wounded or killed": ("Two of the instructors were wounded.", "Two of the instructors were killed."),
    "more or fewer": ("The batch has more than 100 trucks.", "The batch has fewer than 100 trucks."),
    "exports or imports": ("Japan exports the powder to Germany.", "Japan imports the powder to Germany."),
    "підтримує чи засуджує": (
        "Токіо підтримує рішення про передачу.",
        "Токіо засуджує рішення про передачу.",
    ),
    "приєдналася чи вийшла": ("Японія приєдналася до програми PURL.", "Японія вийшла з програми PURL."),
    "збільшив чи скоротив": (
        "Уряд збільшив допомогу Києву на рік.",
        "Уряд скоротив допомогу Києву на рік.",
    ),
    "відновила чи припинила": ("Японія відновила постачання машин.", "Японія припинила постачання машин."),
    "дозволяє чи забороняє": ("Закон дозволяє передачу снарядів.", "Закон забороняє передачу снарядів."),
    "поранено чи вбито": ("У Києві поранено двох японців.", "У Києві вбито двох японців."),
    "поддерживает или осуждает": (
        "Токио поддерживает решение о поставках.",
        "Токио осуждает решение о поставках.",
    ),
    "присоединилась или вышла": (
        "Япония в пятницу присоединилась к программе PURL.",
        "Япония в пятницу вышла из программы PURL.",
    ),
    "увеличил или сократил": ("Кабинет увеличил помощь Киеву.", "Кабинет сократил помощь Киеву."),
    "сняла или ввела": ("Япония сняла санкции с банка.", "Япония ввела санкции с банка."),
    "разрешает или запрещает": ("Закон разрешает вывоз снарядов.", "Закон запрещает вывоз снарядов."),
    "erhöht oder kürzt": ("Japan erhöht die Hilfe für Kiew.", "Japan kürzt die Hilfe für Kiew."),
    "unterstützt oder widersetzt sich": (
        "Tokio unterstützt den Plan der Nato.",
        "Tokio widersetzt sich dem Plan der Nato.",
    ),
    "erlaubt oder verbietet": ("Das Gesetz erlaubt die Ausfuhr.", "Das Gesetz verbietet die Ausfuhr."),
    "verschärft oder lockert": (
        "Tokio verschärft die Regeln für Waffen.",
        "Tokio lockert die Regeln für Waffen.",
    ),
    "verletzt oder getötet": ("Zwei Ausbilder wurden verletzt.", "Zwei Ausbilder wurden getötet."),
    "eröffnet oder geschlossen": ("Japan eröffnet das Büro in Kiew.", "Japan schließt das Büro in Kiew."),
    "支持と反対": ("日本はNATOの計画を支持した。", "日本はNATOの計画に反対した。"),
    "参加と離脱": ("日本は枠組みに参加した。", "日本は枠組みから離脱した。"),
    "増額と減額": ("政府は支援の増額を決めた。", "政府は支援の減額を決めた。"),
    "引き上げと引き下げ": ("政府は拠出の上限を引き上げた。", "政府は拠出の上限を引き下げた。"),
    "解除と発動": ("日本は銀行への制裁を解除した。", "日本は銀行への制裁を発動した。"),
    "許可と禁止": ("法律は砲弾の移転を許可している。", "法律は砲弾の移転を禁止している。"),
    "負傷と死亡": ("教官2人が負傷した。", "教官2人が死亡した。"),
}

NOT_TURNED = {
    "other words for the same": ("Tokyo raised aid to Kyiv.", "Tokyo increased aid to Kyiv."),
    "both in another order": (
        "Three were wounded and two killed in the attack.",
        "Two were killed and three wounded in the attack.",
    ),
    "the opposite beside it": (
        "Aid rose while loans fell in May.",
        "Aid fell in April and rose in May, loans fell.",
    ),
    "a second verb with the first kept": (
        "Japan joins the fund.",
        "Japan joins the fund and leaves room for others.",
    ),
    "a noun that begins alike": ("The left wing asked again.", "The right wing asked again."),
    "a word that begins like one": (
        "An import duty on steel was named.",
        "An important duty on steel was named.",
    ),
    "начальник is no beginning": ("Визит начальника штаба прошёл.", "Визит закрытого штаба прошёл."),
    "інші слова про те саме": ("Уряд збільшив допомогу.", "Уряд підвищив допомогу."),
    "те же другими словами": ("Кабинет сократил помощь.", "Кабинет уменьшил помощь."),
    "dasselbe anders gesagt": ("Japan senkt die Abgaben.", "Japan verringert die Abgaben."),
    "同じ意味": ("政府は支援の増額を決めた。", "政府は支援の拡大を決めた。"),
}


@pytest.mark.parametrize(("before", "after"), TURNED.values(), ids=TURNED)
def test_an_antonym_turns_a_statement_around(before: str, after: str) -> None:
    assert is_reversal(before, after)
    assert is_reversal(after, before)


@pytest.mark.parametrize(("before", "after"), NOT_TURNED.values(), ids=NOT_TURNED)
def test_what_means_the_same_turns_nothing(before: str, after: str) -> None:
    assert not is_reversal(before, after)
    assert not is_reversal(after, before)


@given(st.text(max_size=20), st.text(max_size=20))
def test_opposites_are_mutual(word: str, other: str) -> None:
    assert are_opposites(word, other) == are_opposites(other, word)
    assert 0 not in poles(word)
