"""The shipped catalogue: what it must hold, and that its patterns tell its sites apart."""

import json
from datetime import UTC, datetime

import pytest

from scraper.adapters.direct_parser import DirectParser
from scraper.config import load, shipped_directory
from scraper.core.address_templates import addresses_at
from scraper.core.gaps import fillers
from scraper.core.urls import canonicalize
from scraper.types import ChannelKind, ChannelRole, Confirmation, Page, Source, SourceId, StoreMode
from tests.values import NOON

SOURCES = {source.id: source for source in load(shipped_directory()).sources}
POLLED = [source for source in SOURCES.values() if source.enabled]

# Of the shape that each site's addresses have; the slugs are made up.
ADDRESSES = {
    "unn": ["https://unn.ua/en/news/tokyo-sends-trucks", "https://UNN.ua/amp/tokio-peredaie-vantazhivky"],
    "kyivindependent": ["https://kyivindependent.com/tokyo-sends-trucks/", "https://kyivindependent.com/a-story"],
    "bukvy": ["https://bukvy.org/tokio-peredaie", "https://bukvy.org/en/tokyo-sends-trucks/"],
    "rzvr": ["https://rzvr.ru/de/news/123456.html", "https://rzvr.ru/news/123456.html"],
    "ukrinform-en": [
        "https://www.ukrinform.net/rubric-defense/1234567-tokyo-sends-trucks.html",
        "https://ukrinform.net/amp/rubric-defense/1234567-tokyo-sends-trucks.html",
    ],
    "ukrinform-uk": ["https://www.ukrinform.ua/rubric-ato/1234567-tokio.html"],
    "ukrinform-de": ["https://www.ukrinform.de/rubric-ato/1234567-tokio.html"],
    "ukrinform-ja": ["https://www.ukrinform.jp/rubric-defense/1234567-nihon.html"],
    "interfax-ua-en": ["https://en.interfax.com.ua/news/general/123456.html"],
    "interfax-ua-uk": [
        "https://interfax.com.ua/news/political/123456.html",
        "https://ua.interfax.com.ua/news/a/b/123456.html",
    ],
    "pravda-ua": [
        "https://www.pravda.com.ua/eng/news/2026/02/3/1234567/",
        "https://www.pravda.com.ua/news/2026/02/3/1234567/index.amp",
    ],
    "eurointegration": ["https://www.eurointegration.com.ua/eng/news/2026/02/3/1234567/"],
    "rbc-ua": ["https://www.rbc.ua/ukr/news/tokio-1770000000.html/amp", "https://www.rbc.ua/rus/news/t-1770000000.html"],
    "rbc-ua-en": ["https://newsukraine.rbc.ua/news/tokyo-1770000000.html"],
    "unian": ["https://www.unian.ua/world/tokio-1234.html", "https://www.unian.net/a/b/tokio-1234.html"],
    "militarnyi": ["https://militarnyi.com/uk/news/tokio/", "https://mil.in.ua/en/articles/tokyo/"],
    "defence-ua": ["https://en.defence-ua.com/news/tokyo_sends_trucks-123.html"],
    "espreso": ["https://espreso.tv/tokio-peredaie", "https://global.espreso.tv/tokyo-sends?amp"],
    "babel": ["https://babel.ua/en/news/1234-tokyo-sends"],
    "kyivpost": ["https://www.kyivpost.com/post/1234"],
    "president-ua": ["https://www.president.gov.ua/en/news/talk-with-tokyo-1234"],
    "mod-ua": ["https://mod.gov.ua/en/news/talk-with-tokyo"],
    "mfa-ua": ["https://japan.mfa.gov.ua/en/press-center/publications/12-talk", "https://mfa.gov.ua/news/rozmova"],
    "armyinform": ["https://armyinform.com.ua/2026/02/03/tokio/"],
    "censor": ["https://censor.net/ua/news/123/tokyo_sends", "https://censor.net/en/photonews/123/tokyo-sends"],
    "zn": ["https://zn.ua/ukr/WORLD/tokio.html"],
    "glavcom": ["https://glavcom.ua/world/politics/tokio-123.html"],
    "euromaidan": ["https://euromaidanpress.com/2026/02/03/tokyo/", "https://euromaidanpress.com/?p=123"],
    "united24media": ["https://united24media.com/latest-news/tokyo-123"],
    "kyodo-en": [
        "https://english.kyodonews.net/articles/-/12345",
        "https://english.kyodonews.net/news/2024/02/0123456789ab-tokyo.html",
    ],
    "nhk-ja": ["https://www3.nhk.or.jp/news/html/20260203/k10012345678000.html", "https://news.web.nhk/a/k1001234"],
    "nhk-world": ["https://www3.nhk.or.jp/nhkworld/en/news/20260203_01/", "https://www3.nhk.or.jp/nhkworld/pt/news/12/"],
    "japantimes": ["https://www.japantimes.co.jp/news/2026/02/03/japan/politics/tokyo/"],
    "japannews": ["https://japannews.yomiuri.co.jp/politics/defense-security/20260203-123/"],
    "yomiuri": ["https://www.yomiuri.co.jp/politics/20260203-OYT1T50001/"],
    "asahi": [
        "https://www.asahi.com/articles/ABC123.html",
        "https://digital.asahi.com/articles/ABC123.html",
        "https://www.asahi.com/ajw/articles/12345",
    ],
    "mainichi": ["https://mainichi.jp/articles/20260203/k00/00m/030/001000c", "https://mainichi.jp/english/articles/20260203/p2a/1"],
    "nikkei-asia": ["https://asia.nikkei.com/Politics/Defense/Tokyo-sends-trucks"],
    "nikkei-ja": ["https://www.nikkei.com/article/DGX123/"],
    "sankei": ["https://www.sankei.com/article/20260203-ABCDEFGHIJKLMNOPQRSTUVWXYZ/"],
    "jiji": ["https://www.jiji.com/jc/article?k=2026020300001&g=pol", "https://www.jiji.com/sp/article?k=2026020300001"],
    "nippon": ["https://www.nippon.com/en/news/yjj2026020300123/tokyo's-trucks.html", "https://www.nippon.com/ja/news/kd123/"],
    "japantoday": ["https://japantoday.com/category/politics/update1-tokyo-sends"],
    "mofa-jp": [
        "https://www.mofa.go.jp/press/release/press1e_000123.html",
        "https://www.mofa.go.jp/erp/c_see/ua/pageite_000001_00123.html",
        "https://www.mofa.go.jp/mofaj/region/europe/ukraine/data.html",
    ],
    "mod-jp": ["https://www.mod.go.jp/en/article/2026/02/0123456789012345678901234567890123456789.html"],
    "kantei": ["https://japan.kantei.go.jp/104/statement/202602/03ukraine.html"],
    "nato": ["https://www.nato.int/cps/en/natohq/news_123.htm"],
    "reuters": ["https://www.reuters.com/world/asia-pacific/tokyo-sends-2026-02-03/"],
    "ap": ["https://apnews.com/article/tokyo-sends-0123456789abcdef0123456789abcdef"],
    "thediplomat": ["https://thediplomat.com/2026/02/tokyo-sends/"],
    "defensenews": ["https://www.defensenews.com/global/asia-pacific/2026/02/03/tokyo/"],
    "navalnews": ["https://www.navalnews.com/naval-news/2026/02/tokyo/"],
    "breakingdefense": ["https://breakingdefense.com/2026/02/tokyo/"],
    "defenceblog": ["https://defence-blog.com/tokyo-sends-trucks/"],
    "rferl": ["https://www.radiosvoboda.org/a/tokio/12345.html", "https://www.rferl.org/amp/12345.html"],
    "dw": ["https://www.dw.com/de/tokio-schickt/a-123", "https://amp.dw.com/en/tokyo-sends/a-123"],
    "ntv": ["https://www.n-tv.de/politik/Tokio-schickt-article123.html", "https://www.n-tv.de/politik/Tokio-id123.html"],
    "zeit": ["https://www.zeit.de/news/2026-02/03/tokio-schickt", "https://www.zeit.de/politik/ausland/2026-02/tokio"],
    "tagesschau": ["https://www.tagesschau.de/ausland/asien/tokio-ukraine-100.html"],
    "spiegel": ["https://www.spiegel.de/ausland/tokio-a-01234567-89ab-cdef-0123-456789abcdef"],
    "hartpunkt": ["https://www.hartpunkt.de/tokio-schickt/"],
    "tass": ["https://tass.com/world/123", "https://tass.ru/mezhdunarodnaya-panorama/123"],
    "interfax-ru": ["https://www.interfax.ru/world/123"],
    "ria": ["https://ria.ru/20260203/tokio-123.html"],
    "kommersant": ["https://www.kommersant.ru/doc/123"],
    "rambler": ["https://news.rambler.ru/world/123-tokio/"],
    "lenta": ["https://lenta.ru/news/2026/02/03/tokio/", "https://m.lenta.ru/news/2026/02/03/tokio/amp"],
    "rg": ["https://rg.ru/amp/2026/02/03/tokio.html"],
    "rzeczpospolita": ["https://radar.rp.pl/przemysl/art123-tokio"],
    "defence24": ["https://defence24.pl/przemysl/tokio-wysyla"],
    "france24": ["https://www.france24.com/en/asia-pacific/20260203-tokyo-sends"],
    "euronews": ["https://de.euronews.com/my-europe/2026/02/03/tokio", "https://www.euronews.com/2026/02/03/tokyo"],
    "scmp": ["https://www.scmp.com/news/asia/east-asia/article/123/tokyo-sends", "https://www.scmp.com/news/asia/east-asia/article/123/tokyo-sends?utm_source=rss_feed"],
}  # fmt: skip
INDEXES = [
    address
    for source in SOURCES.values()
    for channel in source.channels
    for address in addresses_at(channel.url, datetime(2026, 2, 3, 12, tzinfo=UTC), source.zone)
]


def takes(source: Source, address: str) -> bool:
    return source.article_pattern is not None and source.article_pattern.search(address) is not None


def test_every_source_with_a_pattern_has_examples() -> None:
    assert {source.id for source in SOURCES.values() if source.article_pattern} == set(ADDRESSES)


@pytest.mark.parametrize("id", ADDRESSES)
def test_a_pattern_takes_its_own_addresses_in_canonical_form_too(id: str) -> None:  # noqa: A002  (the field's name)
    source = SOURCES[SourceId(id)]
    for address in ADDRESSES[id]:
        lower = address.replace("UNN.ua", "unn.ua").partition("?utm_")[0]
        assert takes(source, lower)
        assert takes(source, canonicalize(address, twins=source.twins)), address


@pytest.mark.parametrize("id", ADDRESSES)
def test_a_pattern_takes_no_address_of_another_site_and_no_index(id: str) -> None:  # noqa: A002  (the field's name)
    source = SOURCES[SourceId(id)]
    others = [address for other, group in ADDRESSES.items() if other != id for address in group]
    assert [address for address in (*others, *INDEXES) if takes(source, address)] == []


TWINS = [
    ("unn", "https://unn.ua/en/amp/tokyo", "https://unn.ua/en/news/tokyo"),
    ("ukrinform-ja", "https://ukrinform.jp/amp/rubric-ato/1-a.html", "https://www.ukrinform.jp/rubric-ato/1-a.html"),
    ("interfax-ua-uk", "https://ua.interfax.com.ua/news/a/1.html", "https://interfax.com.ua/news/a/1.html"),
    ("pravda-ua", "https://www.pravda.com.ua/news/2026/2/3/17/index.amp", "https://pravda.com.ua/news/2026/2/3/17"),
    ("rbc-ua", "https://www.rbc.ua/ukr/news/t-1770000000.html/amp", "https://www.rbc.ua/ukr/news/t-1770000000.html"),
    ("militarnyi", "https://mil.in.ua/uk/news/tokio/", "https://militarnyi.com/uk/news/tokio/"),
    ("censor", "https://censor.net/en/photonews/12/a", "https://censor.net/en/photo_news/12/a"),
    ("asahi", "https://digital.asahi.com/articles/A1.html", "https://www.asahi.com/articles/A1.html"),
    ("asahi", "https://ajw-origin.potaufeu.asahi.com/ajw/articles/1", "https://www.asahi.com/ajw/articles/1"),
    ("jiji", "https://www.jiji.com/sp/article?k=20260203&g=pol&m=rss", "https://www.jiji.com/jc/article?k=20260203"),
    ("rferl", "https://www.rferl.org/amp/tokyo/1.html", "https://www.rferl.org/a/tokyo/1.html"),
    ("dw", "https://amp.dw.com/de/tokio/a-1", "https://www.dw.com/de/tokio/a-1"),
    ("lenta", "https://m.lenta.ru/news/2026/02/03/tokio/amp", "https://lenta.ru/news/2026/02/03/tokio/"),
    ("rg", "https://rg.ru/amp/2026/02/03/tokio.html", "https://rg.ru/2026/02/03/tokio.html"),
    ("espreso", "https://espreso.tv/tokio?amp", "https://espreso.tv/tokio"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "one", "other"), TWINS, ids=[one for _, one, _ in TWINS])
def test_twins_are_one_page(id: str, one: str, other: str) -> None:  # noqa: A002  (the field's name)
    twins = SOURCES[SourceId(id)].twins
    assert canonicalize(one, twins=twins) == canonicalize(other, twins=twins)


def test_no_channel_asks_for_what_the_site_forbids() -> None:
    """Defense Express' robots.txt forbids every query and every script."""
    urls = [channel.url for channel in SOURCES[SourceId("defence-ua")].channels]
    assert urls
    assert not [url for url in urls if "?" in url or ".php" in url]


def test_at_least_55_sources_are_polled_in_at_least_five_languages() -> None:
    assert len(POLLED) >= 55
    assert {"en", "uk", "ru", "de", "ja"} <= {
        language for source in POLLED for language in source.languages
    }
    covered = {channel.language for source in POLLED for channel in source.channels}
    assert {"en", "uk", "ru", "de", "ja"} <= covered


def test_most_sources_have_something_to_fill_a_gap_from() -> None:
    fillable = [source for source in POLLED if fillers(source, source.channels[0].url)]
    archived = [
        source for source in POLLED if any(one.role is ChannelRole.ARCHIVE for one in source.channels)
    ]
    assert len(fillable) > 50
    assert len(archived) >= len(POLLED) / 2


async def test_the_rest_api_of_wordpress_is_an_archive() -> None:
    source = SOURCES[SourceId("breakingdefense")]
    (archive,) = [one for one in source.channels if one.role is ChannelRole.ARCHIVE]
    post = {
        "id": 7,
        "date": "2026-02-03T09:30:00",
        "link": "https://breakingdefense.com/2026/02/tokyo-sends-trucks/",
        "title": {"rendered": "Tokyo sends trucks &#038; vans"},
        "excerpt": {"rendered": "<p>A hundred of them.</p>"},
    }
    body = json.dumps([post]).encode()
    page = Page(archive.url, archive.url, (), 200, "application/json", "utf-8", body, NOON)
    (link,) = (await DirectParser().read_index(page, archive, source)).links
    assert (link.address, link.title) == (post["link"], "Tokyo sends trucks & vans")
    assert link.published is not None
    assert link.published.instant == datetime(2026, 2, 3, 14, 30, tzinfo=UTC)


def test_only_what_is_confirmed_has_the_day_it_was() -> None:
    for source in SOURCES.values():
        for channel in source.channels:
            assert channel.confirmed_on is None or channel.confirmation is Confirmation.CONFIRMED
            assert channel.confirmation is not Confirmation.GUESSED or channel.note or not source.enabled


@pytest.mark.parametrize(
    "id", ["nhk-ja", "jiji", "mainichi", "kyodo-en", "asahi", "ap", "reuters", "janes"]
)
def test_what_may_not_be_kept_is_not(id: str) -> None:  # noqa: A002  (the field's name)
    source = SOURCES[SourceId(id)]
    assert source.store is StoreMode.METADATA or not source.enabled


def test_search_engines_are_asked_only_on_request() -> None:
    asking = [
        source
        for source in SOURCES.values()
        if any(channel.kind is ChannelKind.QUERY for channel in source.channels)
    ]
    assert asking
    assert not any(source.enabled for source in asking)
