"""Edits that look like much and are little, and the other way round, in five languages."""

from dataclasses import replace

import pytest

from scraper.core.changes import compare
from scraper.types import Significance
from tests.values import article, stored

NONE, TYPO, MINOR, MAJOR = Significance

ONE_SENTENCE = {
    "a comma for the thousands": ("Tokyo pays 1,000 dollars.", "Tokyo pays 1000 dollars.", ("typo",), TYPO),
    "a thousand as a word": ("Tokyo sends 1000 vests.", "Tokyo sends 1 thousand vests.", ("text",), MINOR),
    "millions for zeros": ("Tokyo pays 1,250,000 yen.", "Tokyo pays 1.25 million yen.", ("text",), MINOR),
    "тисяча словом": ("Токіо дає 1000 шоломів.", "Токіо дає 1 тис. шоломів.", ("text",), MINOR),
    "eine Million mit Punkten": (
        *("Tokio zahlt 3.000.000 Euro.", "Tokio zahlt 3 Millionen Euro.", ("text",), MINOR),
    ),
    "万で書いた数": ("政府は30000食を送る。", "政府は3万食を送る。", ("text",), MINOR),
    "another amount": ("Tokyo pays 37 million.", "Tokyo pays 73 million.", ("number", "text"), MAJOR),
    "a tenth of a million": (
        *("Tokyo pays 37.4 million.", "Tokyo pays 37.5 million.", ("number", "text"), MAJOR),
    ),
    "ще одна машина": ("Японія передала 3 машини.", "Японія передала 4 машини.", ("number", "text"), MAJOR),
    "億と万": ("日本は37億円を拠出する。", "日本は37万円を拠出する。", ("number", "text"), MAJOR),
    "another currency": (
        *("Japan pays 37 million dollars.", "Japan pays 37 million euros.", ("number", "text"), MAJOR),
    ),
    "did not": (
        *(
            "The cabinet approved the export.",
            "The cabinet did not approve the export.",
        ),
        *(("text", "negation"), MAJOR),
    ),
    "не схвалив": (
        *("Уряд схвалив передачу ракет.", "Уряд не схвалив передачу ракет.", ("text", "negation"), MAJOR),
    ),
    "не одобрил": (
        *("Кабинет одобрил передачу ракет.", "Кабинет не одобрил передачу ракет."),
        *(("text", "negation"), MAJOR),
    ),
    "kein Beschluss": (
        *("Das Kabinett fasste gestern einen Beschluss.", "Das Kabinett fasste gestern keinen Beschluss."),
        *(("text", "negation"), MAJOR),
    ),
    "供与しない": (
        *("政府は防空ミサイルを供与する方針だ。", "政府は防空ミサイルを供与しない方針だ。"),
        *(("text", "negation"), MAJOR),
    ),
    "a denial for a confirmation": (
        *(
            "The ministry confirmed the report.",
            "The ministry denied the report.",
            ("text", "negation"),
            MAJOR,
        ),
    ),
    "спростувало": (
        *("Міністерство підтвердило повідомлення.", "Міністерство спростувало повідомлення."),
        *(("text", "negation"), MAJOR),
    ),
    "否定した": ("防衛省は報道を確認した。", "防衛省は報道を否定した。", ("text", "negation"), MAJOR),
    "non-lethal": (
        *("Japan may send lethal equipment.", "Japan may send non-lethal equipment."),
        *(("text", "negation"), MAJOR),
    ),
    "нелетальне": (
        *("Японія передасть летальне озброєння.", "Японія передасть нелетальне озброєння."),
        *(("text", "negation"), MAJOR),
    ),
    "cut for raised": (
        *("The cabinet raised its aid to Kyiv.", "The cabinet cut its aid to Kyiv."),
        *(("text", "negation"), MAJOR),
    ),
    "反対した": ("日本は計画に賛成した。", "日本は計画に反対した。", ("text", "negation"), MAJOR),
    "raised for increased is no denial": (
        *("The cabinet raised its aid to Kyiv.", "The cabinet increased its aid to Kyiv."),
        *(("text",), MINOR),
    ),
    "not only is no denial": (
        *("Tokyo sends trucks and vests to Kyiv.", "Tokyo sends not only trucks but vests to Kyiv."),
        *(("text",), MINOR),
    ),
    "少なくとも is no denial": (
        *("自衛隊の車両100台を送った。", "少なくとも自衛隊の車両100台を送った。", ("text",), MINOR),
    ),
    "なければならない is no denial": (
        *("日本は支援を続ける必要がある。", "日本は支援を続けなければならない。", ("text",), MINOR),
    ),
    "another weekday": (
        *("The talks begin on Tuesday.", "The talks begin on Wednesday.", ("date", "text"), MINOR),
    ),
    "інший день тижня": (
        *("Перемовини почнуться у вівторок.", "Перемовини почнуться у четвер.", ("date", "text"), MINOR),
    ),
    "another day of the month": (
        *("They met on 12 May in Kyiv.", "They met on 13 May in Kyiv.", ("date", "text"), MINOR),
    ),
    "別の日": ("両氏は5月12日に会談した。", "両氏は5月13日に会談した。", ("date", "text"), MINOR),
    "another year is no amount": (
        *("The pact was made in 2023.", "The pact was made in 2024.", ("text",), MINOR),
    ),
    "typographic quotes": ('He said "we stand by Kyiv".', "He said “we stand by Kyiv”.", (), NONE),
    "лапки-ялинки": ('Він сказав: "ми разом".', "Він сказав: «ми разом».", (), NONE),
    "an en dash": ("The Tokyo-Kyiv talks go on.", "The Tokyo–Kyiv talks go on.", (), NONE),
    "全角の数字": ("車両は100台だ。", "車両は１００台だ。", (), NONE),
    "a letter": (*("The goverment in Tokyo agreed.", "The government in Tokyo agreed.", ("typo",), TYPO),),
    "літера": ("Уряд Японіі погодився.", "Уряд Японії погодився.", ("typo",), TYPO),
    "ein Buchstabe": ("Die Regirung stimmte zu.", "Die Regierung stimmte zu.", ("typo",), TYPO),
    "a name's spelling": ("Minister Nakatany went home.", "Minister Nakatani went home.", ("typo",), TYPO),
    "a capital letter": ("The Defense ministry agreed.", "The Defense Ministry agreed.", ("typo",), TYPO),
    "another minister": (
        *("Yesterday Iwaya met the envoy.", "Yesterday Nakatani met the envoy.", ("text", "name"), MINOR),
    ),
    "別の国": (
        *(
            "両相はウクライナの首都で会談した。",
            "両相はポーランドの首都で会談した。",
            ("text", "name"),
            MINOR,
        ),
    ),
}


@pytest.mark.parametrize(
    ("before", "after", "kinds", "significance"), ONE_SENTENCE.values(), ids=ONE_SENTENCE
)
def test_a_sentence_edited(
    before: str, after: str, kinds: tuple[str, ...], significance: Significance
) -> None:
    around = ("Reporters waited outside.", "Nothing else was known of it.")
    change = compare(
        stored(article(body=(around[0], before, around[1]))),
        article(body=(around[0], after, around[1])),
    )
    assert (change.kinds, change.significance) == (kinds, significance)


FURNITURE = {
    "a counter": ("1,204 views", "5,876 views"),
    "a stamp": ("Updated: 10 Feb, 14:05", "Updated: 10 Feb, 16:40"),
    "відмітка часу": ("Оновлено: 14:05", "Оновлено: 16:40"),
    "a link to another article": ("Read also: Sumo opens in Osaka", "Read also: 12 ships leave Odesa"),
    "читайте також": ("Читайте також: Сумо в Осаці", "Читайте також: 12 кораблів вийшли"),
    "関連記事": ("【関連】大相撲、大阪で開幕", "【関連】12隻が出港"),
}


@pytest.mark.parametrize(("before", "after"), FURNITURE.values(), ids=FURNITURE)
@pytest.mark.parametrize("was_there", [True, False])
def test_what_only_stands_around_an_article_is_no_change(before: str, after: str, was_there: bool) -> None:
    body = ("Japan sends a hundred vehicles to Ukraine.", "The ministry gave no date.")
    old = (*body, before) if was_there else body
    assert compare(stored(article(body=old)), article(body=(*body, after))).kinds == ()


NOTICES = {
    "correction": (
        "Correction: an earlier version gave the wrong sum.",
        "Уточнено: у попередній версії була хибна сума.",
        "Исправлено: в предыдущей версии была неверная сумма.",
        "Korrektur: In einer früheren Fassung stand eine falsche Summe.",
        "【訂正】金額に誤りがありました。",
    ),
    "retraction": (
        "This article has been retracted.",
        "Цю новину відкликано, бо джерело помилилося.",
        "Эта новость отозвана редакцией.",
        "Diese Meldung wurde zurückgezogen.",
        "この記事は取り消しました。",
    ),
}


@pytest.mark.parametrize(
    ("kind", "notice"), [(kind, notice) for kind, notices in NOTICES.items() for notice in notices]
)
def test_a_notice_of_the_outlet_matters(kind: str, notice: str) -> None:
    body = ("Japan sends vehicles to Ukraine.", "The ministry gave no date.")
    change = compare(stored(article(body=body)), article(body=(notice, *body)))
    assert kind in change.kinds
    assert change.significance is MAJOR
    again = compare(stored(article(body=(notice, *body))), article(body=(notice, *body, "Kyiv thanked.")))
    assert again.kinds == ("paragraph_added",)


def test_a_paragraph_that_moved_is_no_change() -> None:
    body = ("Japan sends 100 vehicles to Ukraine.", "The ministry gave no date.", "Kyiv is grateful.")
    assert compare(stored(article(body=body)), article(body=(body[2], *body[:2]))).kinds == ()


def test_an_amount_corrected_in_the_headline_alone_matters() -> None:
    body = ("Japan pays 37 million dollars into the fund.",)
    before = stored(article(headline="Japan pays 36 million dollars", body=body))
    change = compare(before, article(headline="Japan pays 37 million dollars", body=body))
    assert (change.kinds, change.significance) == (("headline", "number"), MAJOR)
    assert "36 million USD -> 37 million USD" in change.summary


def test_an_amount_corrected_in_the_text_alone_matters() -> None:
    headline = "Japan pays 36 million dollars"
    before = stored(article(headline=headline, body=("It pays 36 million dollars into the fund.",)))
    change = compare(
        before, article(headline=headline, body=("It pays 37 million dollars into the fund.",))
    )
    assert (change.kinds, change.significance) == (("number", "text"), MAJOR)
    assert change.summary == "numbers: 36 million USD -> 37 million USD"


def test_another_headline_over_the_same_text_denies_nothing() -> None:
    before = stored(article(headline="Why Tokyo cannot wait any longer"))
    change = compare(before, article(headline="A hundred vehicles for Kyiv's army"))
    assert (change.kinds, change.significance) == (("headline",), MINOR)


def test_a_summary_quotes_what_was_turned_around() -> None:
    before = stored(article(body=("The cabinet approved the export.", "Kyiv thanked.")))
    after = article(body=("The cabinet did not approve the export.", "Kyiv thanked."))
    assert compare(before, after).summary == (
        "negation: The cabinet approved the export. -> The cabinet did not approve the export."
    )


def test_a_page_of_junk_is_compared_all_the_same() -> None:
    before = tuple(f"Line {number} of a page that never ends" for number in range(3000))
    change = compare(stored(article(body=before)), article(body=(*before[1:], "One more line")))
    assert {"paragraph_added", "paragraph_removed"} <= set(change.kinds)


def test_a_list_of_numbers_without_end_is_compared_all_the_same() -> None:
    before, after = (" ".join(f"{n + start} trucks of it" for n in range(1000)) for start in (10, 9000))
    assert "number" in compare(stored(article(body=(before,))), article(body=(after,))).kinds


def test_a_word_without_end_is_no_misspelling() -> None:
    before, after = ("Kyiv thanked " + "ab" * 3000 + end for end in ("", "a"))
    assert compare(stored(article(body=(before,))), article(body=(after,))).kinds == ("text",)


def test_a_shorter_headline_is_compared_where_no_text_is_kept() -> None:
    kept = replace(stored(), text="")
    assert compare(kept, article(headline="Trucks")).significance is MINOR
