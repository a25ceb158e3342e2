import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.core.language import detect

HEADLINES = [
    ("en", "Japan pledges generators for Kharkiv hospitals"),
    ("en", "Plum festival opens near Mito"),
    ("en", "Russian drones strike port, two killed"),
    ("en", "Kyiv, Tokyo sign shelter deal"),
    ("uk", "Японія передасть Україні генератори"),
    ("uk", "Головна тема зустрічі - захист неба"),
    ("uk", "Уряд схвалив угоду про розмінування полів"),
    ("uk", "У Токіо зустрілися міністри оборони"),
    ("ru", "Япония передаст Украине генераторы"),
    ("ru", "Правительство одобрило соглашение о разминировании полей"),
    ("ru", "В Токио встретились министры обороны"),
    ("ru", "Центробанк объявил курс доллара на среду"),
    ("de", "Japan liefert der Ukraine weitere Geländewagen"),
    ("de", "Verteidigungsminister besucht Werft in Nagoya"),
    ("de", "Stromausfall in Kiew nach Angriffen"),
    ("ja", "日ウクライナ、安保協議を定例化"),
    ("ja", "防衛装備移転、政府が新方針"),
    ("pl", "Japonia przekaże Ukrainie generatory"),
    ("pl", "Minister obrony z wizytą w Tokio"),
    ("fr", "Le Japon livre des générateurs à l'Ukraine"),
    ("fr", "Tokyo et Kiev signent un accord de défense"),
    ("zh", "日本与乌克兰签署国防协议"),
    ("ko", "일본, 우크라이나에 발전기 지원"),
]


@pytest.mark.parametrize(("language", "headline"), HEADLINES, ids=[text for _, text in HEADLINES])
def test_a_short_headline_tells_its_language_without_a_prior(language: str, headline: str) -> None:
    assert detect(headline).value == language


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [
        pytest.param("Японія підтримала заяву сімки", ("en", "ru"), "uk", id="letters beat a claim"),
        pytest.param("Japan sends the ministry more trucks", ("uk",), "en", id="a script beats a claim"),
        pytest.param("日本政府", ("zh",), "zh", id="Han characters alone are what the page claims"),
        pytest.param("日本政府", (), "ja", id="Han characters alone are Japanese where nobody claims"),
        pytest.param("123 • 456", ("de", "en"), "de", id="no letters leave the claim"),
    ],
)
def test_a_prior_decides_only_what_is_unclear(text: str, prior: tuple[str, ...], language: str) -> None:
    assert detect(text, prior).value == language


def test_nothing_to_go_by_is_no_language_and_no_confidence() -> None:
    found = detect("⚡️ 12:30")
    assert (found.value, found.confidence) == ("", 0.0)


@given(st.text(max_size=300), st.lists(st.sampled_from(["en", "uk", "ja", "xx"]), max_size=3))
def test_any_text_gets_an_answer_with_a_confidence_between_0_and_1(text: str, prior: list[str]) -> None:
    found = detect(text, prior)
    assert 0.0 <= found.confidence <= 1.0
    assert found.value or not prior
