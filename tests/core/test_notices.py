import pytest

from scraper.core.notices import ends_article, is_notice, names_source, points_elsewhere

NOTICES = [
    "• 3938 переглядiв",
    "12 345 views",
    "Neuigkeiten werden geladen...",
    "Loading…",
    "© 2026 Example Media",
    "This audio is created with AI assistance",
    "Published: 22:04, 22 Apr 2026",
    "Updated 3 hours ago",
    "24.06.26, 11:12",
    "February 9, 2026 10:51 PM 2 min read",
    "2026年2月9日 18時30分",
    "Photo: Office of the President",
    "Фото: Офіс президента",
    "写真：大統領府",
    "Read also: What is known of the strike",
    "Читайте також: Що відомо",
    "Підписуйтесь на наш канал",
    "Sign up for our newsletter",
    "有料会員になると記事をお読みいただけます。",
    "When quoting materials of the agency, a link is obligatory.",
    "Тренування тривали тиждень24.01.26, 11:12",
]
TEXT = [
    "By Monday evening the convoy had reached the port, the ministry said.",
    "The video: a minute of silence before the sirens, seen by two million people. " * 3,
    "Source: the officers of the brigade told reporters in Kyiv. They asked not to be named.",
    "Loading docks along the river were hit twice.",
    "Popular anger has grown since the strikes began.",
    "更新された計画では、車両は三月に届く。関係者が九日に明らかにした。" * 4,
]


@pytest.mark.parametrize("line", NOTICES)
def test_a_notice_is_no_text(line: str) -> None:
    assert is_notice(line)


@pytest.mark.parametrize("line", TEXT)
def test_a_paragraph_that_begins_like_a_notice_is_text(line: str) -> None:
    assert not is_notice(line)
    assert not ends_article(line)


@pytest.mark.parametrize(
    "line",
    [
        "Popular",
        "News by theme",
        "Editors' Picks",
        "Mehr zum Thema",
        "Новини за темою",
        "関連記事",
        "Loading...",
    ],
)
def test_a_title_of_what_stands_below_ends_an_article(line: str) -> None:
    assert ends_article(line)


def test_an_invitation_points_elsewhere_and_a_sentence_does_not() -> None:
    assert points_elsewhere("Lesen Sie auch: Die Lage im Osten")
    assert not points_elsewhere("The minister reads a letter aloud.")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Джерело: Yomiuri", True),
        ("Источник: Рамблер/медиа - новости", True),
        ("Source: officers told us. They asked not to be named.", False),
        ("Yomiuri wrote first.", False),
    ],
)
def test_a_label_names_the_source_and_nothing_else(line: str, named: bool) -> None:
    assert names_source(line) is named
