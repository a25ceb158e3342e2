"""Whom articles name as the outlet that they rely on, in five languages; the sentences are our own."""

import pytest

from scraper.core.citations import cited_source, known_outlet
from scraper.types import SiteRules, Source, SourceId

SOURCE = Source(SourceId("news"), "News", "https://news.test/", "UA", ("en",), "Europe/Kyiv", ())
NOTHING = {
    "officials": "The ministry will decide in March, citing Japan's budget rules, the minister said.",
    "a person": "The fund was doubled, citing President Suzuki and two aides.",
    "circles": "Das Paket soll im Mai kommen, heißt es unter Berufung auf Kreise der Regierung.",
    "a ministry": "Die Geräte sind da, meldet die Stadt unter Berufung auf Ministerium und Botschaft.",
    "a general staff": "Колону зупинено, йдеться з посиланням на Генштаб.",
    "sources": "Поставки начнутся летом, говорится со ссылкой на Минобороны Японии.",
    "an index": "The Nikkei 225 fell after the report on export rules.",
    "an outlet that tells nothing": "The hall of Reuters is across the street.",
    "a beer": "Asahi Group reported a better quarter.",
    "a part of a word": "Der APX-Prüfbericht nennt zwölf Fahrzeuge.",
}
CITED = {
    "en, citing": ("Tokyo will send forty trucks, the broadcaster said, citing Kyodo News.", "Kyodo"),
    "en, according to": ("According to Nikkei, the talks on drones end in May.", "Nikkei"),
    "en, told": ("The deal is close, two diplomats told Reuters on Monday.", "Reuters"),
    "en, an unknown one of the trade": ("The trucks are old, citing the Tohoku Herald.", "Tohoku Herald"),
    "uk, with a reference": ("Японія готує пакет, пише видання з посиланням на Кіодо.", "Kyodo"),
    "uk, inflected": ("Про це повідомляє Йоміурі з Токіо.", "Yomiuri"),
    "uk, in quotes": ("Про це йдеться з посиланням на «Північний вісник».", "Північний вісник"),
    "uk, the longer name": ("Про угоду повідомляє Інтерфакс-Україна.", "Interfax-Ukraine"),
    "ru, with a reference": ("Токио передаст грузовики, сообщает портал со ссылкой на Никкей.", "Nikkei"),
    "ru, the agency": ("Об этом сообщает ТАСС из Токио.", "TASS"),
    "de, laut": ("Japan liefert laut dpa vierzig Lastwagen.", "DPA"),
    "de, Berufung": ("Das meldet der Sender unter Berufung auf die Zeitung Asahi Shimbun.", "Asahi"),
    "ja, によると": ("共同通信によると、政府は車両四十台を送る。", "Kyodo"),
    "ja, 報じた": ("読売新聞は、探知機の引き渡しが三月になると報じた。", "Yomiuri"),
    "ja, beside other script": ("機材は三月に届くとNHKが伝えた。", "NHK"),
    "a known one before one of the trade": (
        "The trucks are old, citing the Hokkaido Daily Herald, which was told so by Jiji.", "Jiji",
    ),
}  # fmt: skip


def cited(sentence: str, source: Source = SOURCE) -> str | None:
    found = cited_source((), (sentence,), SiteRules(), source)
    return None if found is None else found.value


@pytest.mark.parametrize("sentence", NOTHING.values(), ids=NOTHING)
def test_no_outlet_is_made_of(sentence: str) -> None:
    assert cited(sentence) is None


@pytest.mark.parametrize(("sentence", "outlet"), CITED.values(), ids=CITED)
def test_an_outlet_is_found(sentence: str, outlet: str) -> None:
    assert cited(sentence) == outlet


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("Associated Press", "The cabinet agreed, two people told AP on Monday."),
        ("Nihon Keizai Shimbun", "日経の取材によると、政府は車両を送る。"),
        ("Kyodo News (English, Japan Wire)", "The cabinet agreed, Kyodo reported."),
    ],
)
def test_no_outlet_relies_on_itself(own: str, sentence: str) -> None:
    source = Source(SourceId("own"), own, "https://own.test/", "JP", ("en",), "Asia/Tokyo", ())
    assert cited(sentence, source) is None


def test_one_outlet_has_one_name() -> None:
    assert {known_outlet(name) for name in ("Kyodo News", "Кіодо", "Киодо", "共同通信")} == {"Kyodo"}
    assert known_outlet("Hokkaido Daily Herald") is None
