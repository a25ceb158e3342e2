from pathlib import Path

from scraper.core.topic import Topic
from scraper.demo.loading import load_scenario
from scraper.demo.outcome import compare
from scraper.demo.scenario import EventKind
from tests.demo.playing import WholeDay, play
from tests.demo.press import copied_scenario

PLANTED = {
    "en": (
        "kyivindependent",
        "Japan to supply Ukraine's military with 200 jammers",
        (
            "Japan will supply Ukraine's armed forces with 200 drone jammers, the Defense Ministry in "
            "Tokyo announced on Feb. 10.\n\nUkraine's Defense Ministry thanked the Japanese government."
        ),
    ),
    "uk": (
        "unn",
        "Японія передасть ЗСУ 60 броньованих медичних машин",
        (
            "Міністерство оборони Японії передасть Збройним силам України 60 броньованих машин.\n\n"
            "Угоду підписали у Києві міністри оборони двох країн."
        ),
    ),
    "ru": (
        "unn",
        "Япония обучит украинских военных ремонту техники",
        (
            "Силы самообороны Японии обучат украинских военных ремонту переданных машин.\n\n"
            "Министр обороны Украины поблагодарил Токио за военную помощь."
        ),
    ),
    "de": (
        "rzvr",
        "Japan liefert der ukrainischen Armee 500 Schutzwesten",
        (
            "Das japanische Verteidigungsministerium liefert der ukrainischen Armee 500 Schutzwesten.\n\n"
            "Der ukrainische Verteidigungsminister dankte Japan für die militärische Hilfe."
        ),
    ),
    "ja": (
        "asahi",
        "防衛省、ウクライナ軍に地雷探知機を追加供与へ",
        (
            "防衛省は10日、ウクライナ軍に地雷探知機100台を追加で供与すると発表した。\n\n"
            "自衛隊の教官がウクライナ兵の訓練にあたる。"
        ),
    ),
}


def add_site(scenario_file: Path, site: str, style: str) -> None:
    """Add a site with its articles to the scenario."""
    text = scenario_file.read_text(encoding="utf-8")
    text = text.replace("articles = [", f'articles = ["../articles/{site}.toml", ', 1)
    entry = f'[[sites]]\nid = "{site}"\nstyle = "{style}"\nhost = "{site}.test"\n\n[[events]]'
    scenario_file.write_text(text.replace("[[events]]", entry, 1), encoding="utf-8")


def plant(scenario_file: Path) -> set[str]:
    """Write one more on-topic article of each language into the scenario's files; return their keys."""
    keys = set()
    for language, (site, headline, text) in PLANTED.items():
        file = scenario_file.parent.parent / "articles" / f"{site}.toml"
        entry = (
            f'\n[[articles]]\nslug = "planted-{language}"\nlanguage = "{language}"\nat = "20h"\ngrade = 3\n'
            f'matter = "R_equip"\nexpect = "alert"\nheadline = "{headline}"\ntext = """\n{text}\n"""\n'
        )
        file.write_text(file.read_text(encoding="utf-8") + entry, encoding="utf-8")
        keys.add(f"{site}/planted-{language}")
    return keys


async def test_planting_an_article_in_each_language_changes_the_outcome(
    tmp_path: Path, topic: Topic
) -> None:
    file = copied_scenario(tmp_path)
    add_site(file, "rzvr", "razvorot")
    before = load_scenario(file)
    for run in ("before", "after"):
        (tmp_path / run).mkdir()
    without = await play(before, topic, tmp_path / "before")
    keys = plant(file)
    after = load_scenario(file)
    assert {article.key for article in compare(after, without).missed} == keys
    outcome = compare(after, await play(after, topic, tmp_path / "after"))
    assert outcome.missed == ()
    noticed = {event.event.id for event in outcome.events if event.noticed}
    assert keys <= noticed


def test_the_whole_day_misses_nothing_and_every_event_leaves_its_trace(whole_day: WholeDay) -> None:
    facts, run = whole_day
    outcome = compare(run.scenario, facts)
    assert outcome.missed == ()
    unnoticed = {event.event.id: event.words for event in outcome.events if event.noticed is False}
    assert unnoticed == {}
    happened = {event.event.kind for event in outcome.events if event.noticed}
    planted = {event.kind for event in run.scenario.events}
    assert happened >= planted - {EventKind.STORY, EventKind.SILENCE}
