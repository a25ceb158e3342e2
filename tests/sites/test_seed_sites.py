"""The seed sites' structure and traps, in sentences of our own, read with the shipped configuration."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from scraper.config.sources import read_source
from scraper.core.extract import extract_article
from scraper.core.furniture import Furniture, hashes_of, learn
from scraper.errors import Problem
from scraper.types import Article, Page, Precision, Signal, Source

SOURCES = Path(__file__).parents[2] / "config" / "sources"
FETCHED = datetime(2026, 2, 10, 12, 0, tzinfo=UTC)


def source(name: str) -> Source:
    path = SOURCES / f"{name}.toml"
    problems: list[Problem] = []
    read = read_source(tomllib.loads(path.read_text(encoding="utf-8")), path.name, name, problems)
    assert problems == []
    return read


def read(name: str, url: str, html: str, furniture: Furniture | None = None) -> Article:
    page = Page(url, url, (), 200, "text/html", "utf-8", html.encode(), FETCHED)
    return extract_article(page, source(name), furniture=furniture or Furniture())


UNN_HEADLINE = "Ukraine and Japan to meet every quarter on air defense"
UNN_TEXT = (
    "A deputy defense minister and a Japanese envoy agreed to meet every quarter, the ministry said.",
    "We have learned what no exercise teaches, and we will share it with those who stand by us.",
    "- the deputy minister said.",
    "According to him, the first meeting will be held in Kyiv in April.",
)

UNN_AMP = f"""<html lang="en"><head><meta charset="utf-8"><title>{UNN_HEADLINE}</title>
<link rel="canonical" href="https://unn.ua/en/news/ukraine-and-japan-to-meet-every-quarter"></head><body>
<p>ukraine-and-japan-to-meet-every-quarter</p>
<h1>{UNN_HEADLINE}</h1>
<p> • 3412 переглядiв</p>
<p>{UNN_TEXT[0]}</p>
<div><p>США та Японія домовилися про спільні навчання на півночі24.01.26, 11:12</p></div>
<p>{UNN_TEXT[1]}</p>
<p>{UNN_TEXT[2]}</p>
<p>{UNN_TEXT[3]}</p>
<p>Popular</p>
<p>Frost returns to Ukraine: forecasters name the regions</p>
<p> • 16751 переглядiв</p>
<p>Japan's ski season opens with record snow</p>
<p> • 19517 переглядiв</p>
<p>News by theme</p>
</body></html>"""


def test_unn_amp_has_neither_counters_nor_teasers_nor_tail_and_no_date() -> None:
    article = read("unn", "https://unn.ua/en/amp/ukraine-and-japan-to-meet-every-quarter", UNN_AMP)
    assert article.headline.value == UNN_HEADLINE
    assert article.body.value == UNN_TEXT
    assert article.language.value == "en"
    assert article.published is None
    assert article.url == "https://unn.ua/en/news/ukraine-and-japan-to-meet-every-quarter"


UNN_PAGE = f"""<html lang="en"><head><meta charset="utf-8"><title>{UNN_HEADLINE} | UNN</title>
<meta property="og:title" content="{UNN_HEADLINE}"><meta property="og:locale" content="uk_UA"></head><body>
<div class="themes"><p>News by theme</p><p>Japan sends generators to Kharkiv</p>
<p> • 9126 переглядiв</p></div>
<main><h1>{UNN_HEADLINE}</h1>
<p>Kyiv • UNN</p>
<div>War in Ukraine • February 9 2026, 01:27 PM • 19981 views</div>
<p>{UNN_TEXT[0]}</p>
<h2>Details</h2>
<p>{UNN_TEXT[1]}</p>
<p>{UNN_TEXT[2]}</p>
<h2>Recall</h2>
<p>{UNN_TEXT[3]}</p></main>
<div class="popular"><p>Popular</p><p>Frost returns to Ukraine</p><p> • 16751 переглядiв</p></div>
</body></html>"""


def test_unn_page_keeps_its_text_alone_and_is_english_whatever_its_locale_says() -> None:
    article = read("unn", "https://unn.ua/en/news/ukraine-and-japan-to-meet-every-quarter", UNN_PAGE)
    assert article.headline.value == UNN_HEADLINE
    assert article.body.value == UNN_TEXT
    assert article.language.value == "en"


KI_HEADLINE = "Japan sends Kyiv thirty more power transformers"
KI_TEXT = (
    "Japan will send thirty power transformers to Ukraine this month, officials said on Feb. 9.",
    '"Every one of them keeps a hospital warm," a ministry official told the Kyiv Independent.',
    "Japan's ambassador announced it at a substation near Kyiv that was struck twice this winter.",
    "Tokyo has sent more than a hundred transformers since the full-scale invasion began.",
)
KI_FEED = """<div class="c-live"><h2>News Feed</h2>
<p>6:58 PM</p><h3>Portuguese minister: EU should train more engineers.</h3>
<p>Lisbon's foreign minister said that Europe could train twice as many engineers for Ukraine's grid.</p>
<p>5:40 PM</p><h3>Air raid alert in Sumy Oblast.</h3>
<p>The Air Force warned of drones approaching the city of Sumy from the north-east on Monday evening.</p>
</div>"""
KI_STORY = f"""<article><h1>{KI_HEADLINE}</h1>
<p>by The Kyiv Independent news desk <span>February 9, 2026 10:51 PM</span> <span>2 min read</span></p>
<figure><img src="/t.jpg"><figcaption>A transformer in a port on Jan. 30. (President's Office)</figcaption>
</figure>
<p>This audio is created with AI assistance</p>
<div class="c-content">{"".join(f"<p>{text}</p>" for text in KI_TEXT)}</div></article>"""
KI_CARDS = """<div class="c-card"><a href="/older/"><h4>Japan pledges $12 million for shelters</h4>
<p>Along with the funds for shelters, Japan will train forty engineers in Osaka this summer.</p></a>
<span>The Kyiv Independent</span><span>Iryna Koval</span></div>
<p>Author: The Kyiv Independent news desk</p>"""
KI_HEAD = f"<head><meta charset='utf-8'><title>{KI_HEADLINE}</title></head>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f"<a href='#m'>Skip to content</a>{KI_FEED}{KI_STORY}{KI_CARDS}", id="live feed before the body"
        ),
        pytest.param(
            f"<a href='#m'>Skip to content</a>{KI_STORY}{KI_CARDS}{KI_FEED}<h2>Editors' Picks</h2>",
            id="live feed after the body",
        ),
    ],
)
def test_kyiv_independent_is_read_without_its_live_feed_cards_and_captions(body: str) -> None:
    html = f"<html lang='en'>{KI_HEAD}<body>{body}</body></html>"
    article = read("kyivindependent", "https://kyivindependent.com/japan-sends-transformers/", html)
    assert article.headline.value == KI_HEADLINE
    assert article.body.value == KI_TEXT
    assert article.published is not None
    assert article.published.value.instant == datetime(2026, 2, 9, 20, 51, tzinfo=UTC)
    assert article.published.value.inferred == {"zone"}


BUKVY_HEADLINE = "Японія передасть Україні вантажівки для саперів"
BUKVY_TEXT = (
    "Японія передасть Україні вісімдесят вантажівок для саперів, повідомило міністерство оборони.",
    "Машини обладнають кранами на заводі в Нагої, після чого морем доправлять до Польщі.",
)
BUKVY_TAILS = (
    "Прем’єр-міністр Норвегії оголосив про відставку двох міністрів після скандалу з пенсійним фондом.",
    "Невизнаний лідер Білорусі доручив уряду скоротити імпорт автомобілів до кінця року.",
    "Парламент Південної Кореї відхилив бюджет, який подав президент минулого тижня.",
    "У Польщі завершили будівництво нового прикордонного переходу неподалік Перемишля.",
)


def bukvy_page(headline: str, text: tuple[str, ...]) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in ("Джерело: Yomiuri", *text, *BUKVY_TAILS))
    return (
        f"<html lang='uk'><head><meta charset='utf-8'><title>{headline} — Букви</title></head><body>"
        f"<div class='menu'>Новини Світ</div><h1>{headline}</h1><div>{paragraphs}</div></body></html>"
    )


def test_bukvy_tail_is_dropped_once_its_leads_were_seen_on_three_pages() -> None:
    counts: dict[int, int] = {}
    for other in ("Перша новина про село", "Друга новина про місто", "Третя новина про порт"):
        page = bukvy_page(other, (f"{other}: мешканці розповіли, як минула ніч у їхньому районі.",))
        for found in hashes_of(read("bukvy", "https://bukvy.org/persha-novyna", page).body.value):
            counts[found] = counts.get(found, 0) + 1
    html = bukvy_page(BUKVY_HEADLINE, BUKVY_TEXT)
    article = read("bukvy", "https://bukvy.org/yaponiya-vantazhivky", html, learn(counts))
    assert article.headline.value == BUKVY_HEADLINE
    assert article.body.value == BUKVY_TEXT
    assert article.published is None
    assert article.language.value == "uk"
    assert article.cited_source is not None
    assert (article.cited_source.value, article.cited_source.signal) == ("Yomiuri", Signal.SITE_RULE)


RZVR_HEADLINE = "NHK: Japan liefert der Ukraine weitere Geländewagen"
RZVR_TEXT = (
    "Japan wird der Ukraine dreißig Geländewagen überlassen. Dies wurde vom Fernsehsender NHK berichtet.",
    "Die Fahrzeuge sollen im März in Gdynia eintreffen, teilte das Ministerium in Tokio mit.",
    "Moskau bestellte daraufhin den japanischen Botschafter ein.",
)
RZVR_PAGE = f"""<html lang="de"><head><meta charset="utf-8"><title>{RZVR_HEADLINE}</title></head><body>
<p>Alle Nachrichten</p><h1>{RZVR_HEADLINE}</h1>
<article>{"".join(f"<p>{text}</p>" for text in RZVR_TEXT)}
<p>Источник: Рамблер/медиа - новости в России и миреРамблер/медиа - новости в России и мире</p>
<p>Neuigkeiten werden geladen...</p><p>Neuigkeiten werden geladen...</p>
<p>Der Rubel gab am Nachmittag nach</p><p>Neuigkeiten werden geladen...</p>
<p>In Kiew waren Explosionen zu hören</p><p>Loading...</p>
<p>Verfolgen Sie die Nachrichten</p></article>
<p>Bleiben Sie auf dem Laufenden! Abonnieren Sie unsere Meldungen im Browser.</p><p>© АС РАЗВОРОТ.</p>
</body></html>"""


def test_razvorot_loses_loaders_foreign_headlines_and_the_russian_source_line() -> None:
    article = read("rzvr", "https://rzvr.ru/de/news/511203.html", RZVR_PAGE)
    assert article.headline.value == RZVR_HEADLINE
    assert article.body.value == RZVR_TEXT
    assert article.language.value == "de"
    assert article.published is None
    assert article.cited_source is not None
    assert article.cited_source.value == "NHK", "whom the text cites, before the portal that carried it"


JA_HEADLINE = "日ウクライナ、地雷除去で新たな覚書　機材を三月に引き渡し"
JA_TEXT = (
    "政府は９日、ウクライナと地雷除去の協力に関する新たな覚書を交わした。機材は三月に引き渡す。",
    "外務省によると、対象は探知機四十台と車両十二台で、操作の研修も日本国内で行う。",
    "現地の担当者は「春の作付けに間に合わせたい」と話している。",
    "※追記（10日9:02）引き渡しの式典は十五日にキーウで開かれることが決まった。",
)
JA_PAGE = f"""<html lang="ja"><head><meta charset="Shift_JIS"><title>{JA_HEADLINE}：朝日新聞</title>
<meta property="article:published_time" content="2026-02-09T18:30:00+09:00"></head><body>
<p>最新情勢　①円相場　②春闘</p><main><h1>{JA_HEADLINE}</h1>
<p>2026年2月9日 18時30分（2026年2月10日 9時05分更新）</p>
<div>{"<br><br>".join(JA_TEXT)}</div>
<p>この記事を書いた人　国際報道部　髙橋</p></main>
<footer><p>アクセスランキング</p><p>1位　東部戦線の冬を歩く</p></footer></body></html>"""


def test_a_japanese_page_in_cp932_updated_in_place_keeps_its_addendum_and_first_date() -> None:
    body = JA_PAGE.encode("cp932")
    url = "https://www.asahi.test/articles/ASV2A.html"
    page = Page(url, url, (), 200, "text/html", None, body, FETCHED)
    article = extract_article(page, source("unn"))
    assert article.headline.value == JA_HEADLINE.replace("　", " ")
    assert article.body.value == JA_TEXT
    assert article.language.value == "ja"
    assert article.published is not None
    assert article.published.value.instant == datetime(2026, 2, 9, 9, 30, tzinfo=UTC)
    assert article.published.value.precision is not Precision.DAY
