"""Who is told what: outlets publish, copy, correct, move and translate, polled whole into a real store."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from scraper import config
from scraper.core.topic import Topic
from scraper.types import Audience
from tests.desk import Desk, Item, Scene, desk, rfc822
from tests.values import NOON

HOURS = timedelta(hours=1)

DRONES = Item(
    "fund",
    "en",
    "Japan pledges 37 million dollars for Ukraine's anti-drone systems",
    (
        "Yoko Kamikawa said in Kyiv that Japan would pay 37 million dollars into a NATO trust fund.",
        "With it Ukraine's armed forces are to detect drones.",
        "She met her colleague Dmytro Kuleba and spoke to the press in a shelter after an air raid alert.",
    ),
)
DRONES_UK = Item(
    "fond",
    "uk",
    "Японія дає 37 млн доларів на протидронові системи для України",
    (
        "Про внесок до трастового фонду НАТО повідомила в Києві голова МЗС Йоко Камікава.",
        "Вона зустрілася з Дмитром Кулебою, а пресконференцію через повітряну тривогу провели в укритті.",
    ),
)
DRONES_DE = Item(
    "fonds",
    "de",
    "Japan gibt 37 Millionen Dollar für Drohnenabwehr der Ukraine",
    (
        "Das Geld für den Treuhandfonds der Nato sagte Außenministerin Yoko Kamikawa in Kiew zu.",
        "Sie sprach dort mit Dmytro Kuleba; wegen Luftalarms fand die Pressekonferenz im Schutzraum statt.",
    ),
)
DRONES_JA = Item(
    "kikin",
    "ja",
    "日本、ウクライナの対無人機システムに3700万ドル拠出へ",
    (
        "上川陽子外相はキーウで、NATOの信託基金に3700万ドルを拠出し、ウクライナ軍の対無人機システムに充てると表明した。",
        "クレバ外相と会談し、空襲警報のため記者会見はシェルターで行われた。",
    ),
)
PACT = Item(
    "pact",
    "en",
    "Ukraine and Japan sign agreement on classified information",
    (
        "Andrii Sybiha and Takeshi Iwaya signed the information security agreement of both states.",
        "It lets both governments exchange intelligence, the Japanese foreign ministry said.",
    ),
)
MORE = Item(
    "more",
    "en",
    "Japan raises its pledge for Ukraine's anti-drone systems to 52 million dollars",
    (
        "Kamikawa said in Kyiv that Japan would add to the 37 million dollars for the NATO trust fund.",
        "With it Ukraine's armed forces are to detect more drones.",
        "Kuleba thanked her for the decision.",
    ),
)
EDITED = replace(
    DRONES,
    slug="edited",
    title="Tokyo pays for drone detection in Ukraine",
    body=(
        f"Kyiv, February. {DRONES.body[0]}",
        DRONES.body[1],
        DRONES.body[2].replace("the press", "reporters"),
    ),
)
CORRECTED = replace(
    DRONES,
    title=DRONES.title.replace("37", "38"),
    body=(DRONES.body[0].replace("37", "38"), *DRONES.body[1:]),
)
COPIED = tuple(
    replace(
        CORRECTED,
        slug=f"copy-{sum_}",
        title=CORRECTED.title.replace("38", str(sum_)),
        body=(CORRECTED.body[0].replace("38", str(sum_)), *CORRECTED.body[1:]),
    )
    for sum_ in range(41, 99, 3)
)
"""The first report with other amounts."""
ENGLISH = replace(DRONES, editions={"uk": "https://beta.test/fond"})
# An edition written anew shares little with the other: the link alone tells that they are one.
UKRAINIAN = replace(
    DRONES_UK,
    title="МЗС Японії повідомило про підтримку ЗСУ",
    body=(
        "Токіо допоможе українській армії захищати небо, розповіли в японському відомстві.",
        "Подробиці угоди сторони обіцяють оприлюднити згодом.",
    ),
)
GOODS = (
    *("trucks", "radars", "helmets", "generators", "vests", "excavators"),
    *("ambulances", "drones", "jammers", "rations", "tents", "mine detectors"),
)
ARCHIVE = tuple(
    Item(
        good.replace(" ", "-"),
        "en",
        f"Japan sends {good} to Ukraine",
        (f"The defense ministry in Tokyo said Japan had sent {good} to Ukraine's armed forces. " * 2,),
    )
    for good in GOODS
)
DULL = tuple(
    Item(f"tram-{number}", "en", f"Tram line {number} opens", (f"The tram runs to depot {number}.",) * 3)
    for number in range(12)
)
LAST_WEEK = rfc822(NOON - timedelta(days=7))
TWO_YEARS_OLD = "2024-02-11T09:00:00+00:00"
TODAY = rfc822(NOON)


@dataclass(frozen=True)
class Case:
    scenes: tuple[Scene, ...]
    told: tuple[str, ...] = ()
    ops: tuple[str, ...] = ()
    articles: int = 1
    stories: int | None = 1
    copies: int = 0
    versions: int = 1
    """Of the first article."""


def later(outlet: str, *items: Item, hours: float = 2, salt: str = "") -> Scene:
    return Scene({outlet: items}, after=hours * HOURS, salt=salt)


FIRST = Scene({"alpha": (DRONES,)})
CASES = {
    "a word-for-word copy elsewhere is known as one": Case(
        (FIRST, later("beta", replace(DRONES, slug="copy", title="Anti-drone money from Tokyo"))),
        told=("article",),
        articles=2,
        copies=1,
    ),
    "an edited copy elsewhere is known as one": Case(
        (FIRST, later("beta", EDITED)), told=("article",), articles=2, copies=1
    ),
    "a retitled article is a version and no second alert": Case(
        (FIRST, later("alpha", replace(DRONES, title="Kamikawa brings anti-drone money to Ukraine"))),
        told=("article",),
        versions=2,
    ),
    "a corrected amount is a version and one update": Case(
        (FIRST, later("alpha", CORRECTED)), told=("article", "updated"), versions=2
    ),
    "a story in four languages is told once": Case(
        (FIRST, later("beta", DRONES_UK), later("gamma", DRONES_DE), later("delta", DRONES_JA)),
        told=("article",),
        articles=4,
    ),
    "two tellings that two polls bring at once are told once": Case(
        (Scene({"alpha": (DRONES,), "beta": (DRONES_UK,)}),), told=("article",), articles=2
    ),
    "one text that two polls bring at once is told once": Case(
        (Scene({"alpha": (DRONES,), "beta": (DRONES,), "gamma": (DRONES,)}),),
        told=("article",),
        articles=3,
        copies=2,
    ),
    "two deals on one day are told each": Case(
        (Scene({"alpha": (DRONES, PACT)}),), told=("article", "article"), articles=2, stories=2
    ),
    "two deals told by two outlets each are told once each": Case(
        (Scene({"alpha": (DRONES, PACT)}), later("beta", DRONES_UK, replace(PACT, slug="wire"))),
        told=("article", "article"),
        articles=4,
        stories=2,
        copies=1,
    ),
    "a new amount later on is one follow-up": Case(
        (FIRST, later("beta", MORE, hours=9)), told=("article", "development"), articles=2
    ),
    "another amount in a copy elsewhere is one follow-up": Case(
        (FIRST, later("beta", COPIED[0]), later("gamma", replace(COPIED[0], slug="wire"))),
        told=("article", "development"),
        articles=3,
        copies=1,
    ),
    "a storm of copies that all differ in an amount is told of three times": Case(
        (FIRST, *(later("beta", *COPIED[:6], hours=1), later("gamma", *COPIED[6:], hours=1))),
        told=("article", "development", "development", "development"),
        articles=1 + len(COPIED),
    ),
    "new GUIDs for everything are one word to ops": Case(
        (
            Scene({"alpha": ARCHIVE}, salt="old-"),
            Scene({"alpha": ARCHIVE}, salt="new-", polls=3),
        ),
        told=("article",) * len(ARCHIVE),
        ops=("storm",),
        articles=len(ARCHIVE),
        stories=None,
    ),
    "a site that moves to a new host is one word to ops": Case(
        (
            Scene({"alpha": ARCHIVE}),
            later("alpha", *(replace(one, path="https://alpha-news.test/") for one in ARCHIVE)),
            later("alpha", *(replace(one, path="https://alpha-news.test/") for one in ARCHIVE)),
        ),
        told=("article",) * len(ARCHIVE),
        ops=("storm",),
        articles=len(ARCHIVE),
        stories=None,
    ),
    "an archive shown under new dates at its old addresses is one word to ops": Case(
        (
            Scene({"alpha": tuple(replace(one, feed_dated=LAST_WEEK) for one in ARCHIVE)}),
            Scene({"alpha": tuple(replace(one, feed_dated=TODAY) for one in ARCHIVE)}, polls=3),
        ),
        told=("article",) * len(ARCHIVE),
        ops=("storm",),
        articles=len(ARCHIVE),
        stories=None,
    ),
    "a site whose pages are all off topic is moved with one word to ops": Case(
        (
            Scene({"alpha": DULL}),
            Scene({"alpha": tuple(replace(one, path="2026/") for one in DULL)}, polls=3),
        ),
        ops=("storm",),
        articles=0,
        stories=None,
    ),
    "an archive shown again at new addresses under new dates is one word to ops": Case(
        (
            Scene({"alpha": tuple(replace(one, dated="2026-02-02T09:00:00Z") for one in ARCHIVE)}),
            later("alpha", *(replace(one, path="2026/", dated=NOON.isoformat()) for one in ARCHIVE)),
        ),
        told=("article",) * len(ARCHIVE),
        ops=("storm",),
        articles=2 * len(ARCHIVE),
        stories=None,
        copies=len(ARCHIVE),
    ),
    "an archive of years that an index suddenly names is one word to ops": Case(
        (Scene({"alpha": tuple(replace(one, dated=TWO_YEARS_OLD) for one in ARCHIVE)}),),
        ops=("archive",),
        articles=len(ARCHIVE),
        stories=None,
    ),
    "an archive of years with its old days in the addresses is one word to ops": Case(
        (Scene({"alpha": tuple(replace(one, path="2023/05/21/", feed_dated=TODAY) for one in ARCHIVE)}),),
        ops=("archive",),
        articles=len(ARCHIVE),
        stories=None,
    ),
    "one page that is said to be old but named as new is told": Case(
        (Scene({"alpha": (replace(DRONES, dated=TWO_YEARS_OLD, feed_dated=TODAY),)}),), told=("article",)
    ),
    "a language edition is linked, not merged, and not told again": Case(
        (Scene({"alpha": (ENGLISH,)}), later("beta", UKRAINIAN)), told=("article",), articles=2
    ),
    "an edition that names one told before is not told again": Case(
        (
            Scene({"beta": (UKRAINIAN,)}),
            later("alpha", ENGLISH),
        ),
        told=("article",),
        articles=2,
    ),
    "one page under all its addresses is one article": Case(
        (
            FIRST,
            later("alpha", replace(DRONES, slug="fund?utm_source=x&fbclid=1")),
            later("alpha", replace(DRONES, slug="fund/amp")),
            later("alpha", replace(DRONES, path="https://m.alpha.test/")),
            later("alpha", replace(DRONES, path="http://www.alpha.test/", slug="fund/")),
            later("alpha", replace(DRONES, slug="fund?print=1")),
            later("alpha", replace(DRONES, slug="?p=123", lands_at="https://alpha.test/fund")),
            later("alpha", replace(DRONES, slug="?p=124", canonical="https://alpha.test/fund")),
        ),
        told=("article",),
    ),
}


@pytest.fixture(scope="module")
def topic() -> Topic:
    return config.load(Path("config")).topic


@pytest.fixture
async def one(tmp_path: Path, topic: Topic) -> AsyncIterator[Desk]:
    async with desk(tmp_path, topic) as made:
        yield made


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_who_is_told_what(one: Desk, case: Case) -> None:
    told: list[str] = []
    for scene in case.scenes:
        await one.play(scene)
        told += [alert.kind for alert in await one.told()]
    kept = one.articles()
    assert tuple(told) == case.told
    assert len(kept) == case.articles
    assert {len(article.versions) for article in kept[:1]} <= {case.versions}
    assert sum(article.line.copy_of is not None for article in kept) == case.copies
    if case.stories is not None:
        assert len({article.line.story for article in kept}) == case.stories


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
async def test_what_ops_hear(one: Desk, case: Case) -> None:
    await one.play(*case.scenes)
    assert tuple(alert.kind for alert in await one.told(Audience.OPS)) == case.ops
