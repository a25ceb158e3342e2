"""What an article says otherwise than the text it repeats, and what only looks so, in five languages."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.contradictions import contradiction
from scraper.core.figures import may_be_one
from scraper.core.quantities import Quantity, quantities
from scraper.core.text import fold
from scraper.types import Article
from tests.values import article, stored

STORIES = Path(__file__).parents[1] / "data" / "stories"
COPIED = {"same_text", "near_duplicate"}
NUMBER = re.compile(r"(?<![\w.,:/-])\d{2,3}(?![\w.,:/-]*\d)")

OTHERWISE = {
    "ten times as many": (
        "Japan will hand over 10 vehicles to Ukraine's army in May.",
        "Japan will hand over 100 vehicles to Ukraine's army in May.",
        "10 -> 100",
    ),
    "another sum": (
        "Tokyo pledged $3bn in loans to Kyiv on Friday.",
        "Tokyo pledged $4.5bn in loans to Kyiv on Friday.",
        "3 billion USD -> 4.5 billion USD",
    ),
    "a number in words": (
        "Japan treats two wounded soldiers in its central hospital.",
        "Japan treats seven wounded soldiers in its central hospital.",
        "2 -> 7",
    ),
    "the same figure in another currency": (
        "Japan pays 37 million dollars into the trust fund.",
        "Japan pays 37 million euros into the trust fund.",
        "37 million USD -> 37 million EUR",
    ),
    "a sum that no rate converts": (
        "Japan pays 37 million dollars into the trust fund.",
        "Japan pays 37 million yen into the trust fund.",
        "37 million USD -> 37 million JPY",
    ),
    "a distance that no unit converts": (
        "The radars see targets at up to 150 kilometres.",
        "The radars see targets at up to 300 miles.",
        "150 -> 300",
    ),
    "one more of a few": (
        "The ministry sent 11 trucks by sea to Poland.",
        "The ministry sent 12 trucks by sea to Poland.",
        "11 -> 12",
    ),
    "another share": (
        "Some 62 percent of those asked are for the transfer.",
        "Some 26 percent of those asked are for the transfer.",
        "62 -> 26",
    ),
    "інша кількість": (
        "Японія передасть Україні 10 автомобілів до початку літа.",
        "Японія передасть Україні сто автомобілів до початку літа.",
        "10 -> 100",
    ),
    "инша сума мільярдами": (
        "Токіо виділить Києву 3 млрд доларів позики цього року.",
        "Токіо виділить Києву 4,5 млрд доларів позики цього року.",
        "3 billion USD -> 4.5 billion USD",
    ),
    "другое количество": (
        "Япония передаст Украине 30 машин скорой помощи.",
        "Япония передаст Украине 13 машин скорой помощи.",
        "30 -> 13",
    ),
    "eine andere Anzahl": (
        "Japan übergibt der Ukraine 100 Fahrzeuge seiner Streitkräfte.",
        "Japan übergibt der Ukraine 160 Fahrzeuge seiner Streitkräfte.",
        "100 -> 160",
    ),
    "別の台数": (
        "政府は自衛隊の車両10台をウクライナに提供する。",
        "政府は自衛隊の車両100台をウクライナに提供する。",
        "10 -> 100",
    ),
    "別の金額": (
        "日本は基金に3700万ドルを拠出する方針だ。",
        "日本は基金に5200万ドルを拠出する方針だ。",
        "37 million USD -> 52 million USD",
    ),
}
"""Case -> what is known, what another outlet says, and how the difference is told."""

TURNED = {
    "rejected for approved": (
        "The cabinet approved the export of missiles to Ukraine.",
        "The cabinet rejected the export of missiles to Ukraine.",
    ),
    "a negation": (
        "Japan will send missiles to Ukraine, the minister said.",
        "Japan will not send missiles to Ukraine, the minister said.",
    ),
    "an antonym": (
        "Japan joins the program for weapons from American stocks.",
        "Japan leaves the program for weapons from American stocks.",
    ),
    "відхилив замість схвалив": (
        "Кабінет міністрів схвалив передачу ракет Україні.",
        "Кабінет міністрів відхилив передачу ракет Україні.",
    ),
    "отклонил вместо одобрил": (
        "Кабинет министров одобрил передачу ракет Украине.",
        "Кабинет министров отклонил передачу ракет Украине.",
    ),
    "lehnte ab statt billigte": (
        "Das Kabinett billigte die Ausfuhr von Raketen in die Ukraine.",
        "Das Kabinett lehnte die Ausfuhr von Raketen in die Ukraine ab.",
    ),
    "承認と却下": (
        "政府はウクライナへのミサイル移転を承認した。",
        "政府はウクライナへのミサイル移転を却下した。",
    ),
}

NOT_OTHERWISE = {
    "a rounded sum": (
        "Tokyo pledged $3.72bn in loans to Kyiv on Friday.",
        "Tokyo pledged about $3.7bn in loans to Kyiv on Friday.",
    ),
    "a sum rounded to billions": (
        "Tokyo pledged $3.7bn in loans to Kyiv on Friday.",
        "Tokyo pledged nearly $4bn in loans to Kyiv on Friday.",
    ),
    "more than": (
        "Japan gave 161 vehicles to the armed forces of Ukraine.",
        "Japan gave more than 160 vehicles to the armed forces of Ukraine.",
    ),
    "yen for dollars": (
        "Japan pays 37 million dollars into the trust fund.",
        "Japan pays 5.5 billion yen into the trust fund.",
    ),
    "miles for kilometres": (
        "The radars see targets at up to 150 kilometres.",
        "The radars see targets at up to 93 miles.",
    ),
    "Pfund für Kilogramm": (
        "Jede der Kisten wiegt 50 Kilogramm und passt in die Fahrzeuge.",
        "Jede der Kisten wiegt 110 Pfund und passt in die Fahrzeuge.",
    ),
    "тисячі цифрами": (
        "Японія передасть Україні 30 000 сухих пайків у травні.",
        "Японія передасть Україні 30 тис. сухих пайків у травні.",
    ),
    "万と数字": (
        "政府は非常用糧食30000食をウクライナに提供する。",
        "政府は非常用糧食３万食をウクライナに提供する。",
    ),
    "a number in words for digits": (
        "Japan will hand over one hundred vehicles to Ukraine in May.",
        "Japan will hand over 100 vehicles to Ukraine in May.",
    ),
    "a dozen": (
        "Japan will hand over two dozen trucks to Ukraine in May.",
        "Japan will hand over 24 trucks to Ukraine in May.",
    ),
    "another date": (
        "The ministers met on 12 May in Kyiv, the ministry said.",
        "The ministers met on 13 May in Kyiv, the ministry said.",
    ),
    "a weekday for a date": (
        "The ministers met on Tuesday in Kyiv, the ministry said.",
        "The ministers met on May 12 in Kyiv, the ministry said.",
    ),
    "an hour of another zone": (
        "The talks begin at 10 a.m. in Tokyo, the ministry said.",
        "The talks begin at 3 a.m. in Kyiv, the ministry said.",
    ),
    "another year": (
        "The pact was made in 2023 by both of the ministers.",
        "The pact was made in 2024 by both of the ministers.",
    ),
    "typographic dashes and quotes": (
        "The “first” 10–12 trucks go to Kyiv — by sea.",
        'The "first" 10-12 trucks go to Kyiv - by sea.',
    ),
    "another thing is counted": (
        "Japan gives Ukraine 100 vehicles worth 5 million dollars.",
        "Japan gives Ukraine 100 vehicles in two batches.",
    ),
    "an amount more": (
        "Japan gives Ukraine 100 vehicles of its army.",
        "Japan gives Ukraine 100 vehicles of its army and 30,000 rations.",
    ),
    "an amount less": (
        "Japan gives Ukraine 100 vehicles and 30,000 rations.",
        "Japan gives Ukraine 100 vehicles.",
    ),
    "a clause with a negation more": (
        "The cabinet approved the export of missiles to Ukraine.",
        "The cabinet approved the export of missiles to Ukraine, though no date was set.",
    ),
    "declined for did not": (
        "The ministry did not comment on the report about missiles.",
        "The ministry declined to comment on the report about missiles.",
    ),
    "did not approve for rejected": (
        "The cabinet did not approve the export of missiles.",
        "The cabinet rejected the export of missiles.",
    ),
    "не схвалив замість відхилив": (
        "Кабінет міністрів не схвалив передачу ракет Україні.",
        "Кабінет міністрів відхилив передачу ракет Україні.",
    ),
    "другое имя": (
        "Министр Ивая приехал в Киев на переговоры о ракетах.",
        "Министр Накатани приехал в Киев на переговоры о ракетах.",
    ),
}
_AROUND = (
    "Reporters waited outside the building for hours.",
    "Nothing else was known of it by the evening.",
)


def said_otherwise(known: str, new: str) -> str:
    return contradiction(
        article(headline="Tokyo and Kyiv", body=(_AROUND[0], new, _AROUND[1])),
        stored(article(headline="Tokyo and Kyiv", body=(_AROUND[0], known, _AROUND[1]))),
    )


@pytest.mark.parametrize(("known", "new", "words"), OTHERWISE.values(), ids=OTHERWISE)
def test_another_figure_is_told(known: str, new: str, words: str) -> None:
    assert said_otherwise(known, new) == words
    before, _, after = words.partition(" -> ")
    assert said_otherwise(new, known) == f"{after} -> {before}"


@pytest.mark.parametrize(("known", "new"), TURNED.values(), ids=TURNED)
def test_the_opposite_is_told(known: str, new: str) -> None:
    assert said_otherwise(known, new) == f"{known} -> {new}"
    assert said_otherwise(new, known) == f"{new} -> {known}"


@pytest.mark.parametrize(("known", "new"), NOT_OTHERWISE.values(), ids=NOT_OTHERWISE)
def test_what_says_the_same_contradicts_nothing(known: str, new: str) -> None:
    assert said_otherwise(known, new) == ""
    assert said_otherwise(new, known) == ""


def test_a_headline_s_figure_counts_over_the_same_text() -> None:
    known = stored(article(headline="Japan to give Ukraine 10 vehicles", body=_AROUND))
    other = article(headline="Japan to give Ukraine 100 vehicles", body=_AROUND)
    assert contradiction(other, known, same_text=True) == "10 -> 100"


def test_a_figure_that_the_known_text_has_elsewhere_is_no_news() -> None:
    known = "Japan will hand over 10 vehicles in May.\nIn all it will hand over 100 vehicles."
    assert (
        contradiction(
            article(headline="x", body=("Japan will hand over 100 vehicles in May.",)),
            stored(article(headline="x", body=tuple(known.splitlines()))),
        )
        == ""
    )


def test_paragraphs_that_are_set_otherwise_are_compared_all_the_same() -> None:
    sentences = ("Japan gives 10 vehicles to Kyiv.", "They leave Yokohama by ship.", "Kyiv thanked Tokyo.")
    known = stored(article(headline="x", body=sentences))
    run_on = " ".join(sentences).replace("10 vehicles", "100 vehicles")
    assert contradiction(article(headline="x", body=(run_on,)), known) == "10 -> 100"


def test_headlines_of_their_own_contradict_nothing() -> None:
    known = stored(article(headline="Why ten ministers cannot agree", body=_AROUND))
    assert contradiction(article(headline="A hundred trucks for Kyiv", body=_AROUND), known) == ""


LISTS = {
    "numbers": tuple(" ".join(f"{n + start} trucks of it" for n in range(2000)) for start in (10, 9000)),
    "clauses": tuple(
        ", ".join(f"Tokyo will {word} it" for _ in range(2000)) for word in ("send", "not send")
    ),
    "antonyms": tuple(" ".join(f"{word} w{n}" for n in range(2000)) for word in ("joins", "leaves")),
}


@pytest.mark.parametrize(("known", "new"), LISTS.values(), ids=LISTS)
def test_a_list_without_end_states_nothing(known: str, new: str) -> None:
    assert said_otherwise(known, new) == ""


def rows(name: str) -> list[dict[str, str]]:
    return [
        json.loads(line) for line in (STORIES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]


def told(row: dict[str, str], text: str = "") -> Article:
    return article(headline=row["title"], body=tuple((text or row["text"]).splitlines()))


@pytest.mark.parametrize("half", ["tuning", "heldout"])
def test_own_copies_contradict_nothing(half: str) -> None:
    items = {row["id"]: row for row in rows(half)}
    copies = [
        (items[pair["a"]], items[pair["b"]]) for pair in rows(f"{half}_pairs") if pair["label"] in COPIED
    ]
    found = [contradiction(told(new), stored(told(known))) for known, new in copies]
    assert len(found) > 30
    assert not any(found)


def tenfold(text: str) -> list[str]:
    """Return the text once for each number that counts something, with ten times as many."""
    counted = {quantity.value for quantity in quantities(fold(text))}
    return [
        f"{text[: match.start()]}{10 * int(match.group())}{text[match.end() :]}"
        for match in NUMBER.finditer(text)
        if int(match.group()) in counted
    ]


def test_in_own_texts_every_tenfold_figure_is_seen() -> None:
    seen = [
        bool(contradiction(told(row, text), stored(told(row))))
        for half in ("tuning", "heldout", "wire_tuning", "wire_heldout")
        for row in rows(half)
        for text in tenfold(row["text"])
    ]
    assert len(seen) > 60
    assert all(seen)


AMOUNTS = st.builds(
    Quantity,
    st.floats(min_value=0.01, max_value=1e15, allow_nan=False),
    st.sampled_from(("", "usd", "eur", "jpy", "uah")),
    st.just(""),
    st.sampled_from(((), ("km",), ("miles",), ("台",))),
)


@given(AMOUNTS, AMOUNTS)
def test_whether_two_amounts_may_be_one_depends_on_no_order(one: Quantity, other: Quantity) -> None:
    assert may_be_one(one, other) == may_be_one(other, one)
    assert may_be_one(one, one)


@given(st.text(max_size=300))
def test_any_text_has_quantities(text: str) -> None:
    assert all(one.value >= 0 for one in quantities(fold(text)))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_are_compared(known: str, new: str) -> None:
    assert said_otherwise(known, known) == ""
    assert isinstance(said_otherwise(known, new), str)
