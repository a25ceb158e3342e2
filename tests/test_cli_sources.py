"""`scraper sources`, as a user types it; the sites are the press world's."""

import asyncio
import json
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from scraper import config
from scraper.config import shipped_directory
from scraper.core.opml import read_opml
from scraper.types import Confirmation
from tests.command_line import run_here
from tests.demo.configured import TOPIC, press

LANGUAGES = {"en", "uk", "ru", "de", "ja"}


def copy_shipped(directory: Path) -> None:
    """Copy the shipped configuration, its topic replaced by one that is read at once."""
    shutil.copytree(shipped_directory(), directory)
    for topic in (directory / "topics").iterdir():
        topic.write_text(TOPIC, encoding="utf-8")


def written(directory: Path) -> list[Path]:
    return sorted(directory.rglob("*.toml"))


def test_the_shipped_sources_are_listed_with_what_is_known_of_their_channels(tmp_path: Path) -> None:
    ended = run_here("sources", "--json", "--db", tmp_path / "none.db")
    polled = [row for row in json.loads(ended.out) if row["enabled"]]
    assert len(polled) >= 55
    assert {language for row in polled for language in row["languages"]} >= LANGUAGES
    for row in polled:
        known = {channel["confirmation"] for channel in row["channels"]}
        assert known, row["id"]
        assert known <= set(Confirmation), row["id"]
        assert row["probation"] is (Confirmation.CONFIRMED not in known), row["id"]


async def test_a_site_becomes_a_source_with_one_command(tmp_path: Path) -> None:
    async with press(tmp_path) as world:
        known = world.sources()["kyivindependent"]
        world.file("kyivindependent").unlink()
        dry = await world.scraper("add", known.home, "--id", "ki", "--dry-run")
        assert (dry.status, world.file("ki").exists()) == (0, False), dry.err
        added = await world.scraper("add", known.home, "--id", "ki")
        assert added.status == 0, added.err
        assert world.file("ki").read_text(encoding="utf-8") == dry.out
        made = world.sources()["ki"]
    assert made.channels[0].url == known.channels[0].url
    assert made.channels[0].confirmation is Confirmation.CONFIRMED
    assert "# the titles read so" in dry.out
    assert "ok\tfeed\t" in added.err
    assert "the home page names it" in added.err


REFUSED = {
    "a channel that is read already": ("/news-archive/rss/", "new", 1, "by the source kyivindependent"),
    "an id that is taken": ("/news-archive/rss/", "unn", 1, "there is a source of this id already"),
    "a page that names nothing": ("/robots.txt", "new", 1, "nothing found"),
}


@pytest.mark.parametrize(("path", "name", "status", "said"), REFUSED.values(), ids=REFUSED)
async def test_what_cannot_be_added_is_refused_in_words(
    tmp_path: Path, path: str, name: str, status: int, said: str
) -> None:
    async with press(tmp_path) as world:
        before = written(tmp_path)
        ended = await world.scraper("add", world.root("kyivindependent") + path, "--id", name)
    assert (ended.status, said in ended.err) == (status, True), ended.err
    assert written(tmp_path) == before


async def test_an_id_cannot_lead_out_of_the_directory(tmp_path: Path) -> None:
    async with press(tmp_path / "config") as world:
        url = world.sources()["asahi"].channels[0].url
        world.file("asahi").unlink()
        ended = await world.scraper("add", url, "--id", "../../outside")
    assert (ended.status, "must be small letters" in ended.err) == (78, True), ended.err
    assert {file.parent.name for file in written(tmp_path)} == {"config", "sources", "topics"}


async def test_what_the_channels_answered_is_told_and_confirmed_by_a_patch(tmp_path: Path) -> None:
    async with press(tmp_path) as world:
        patch = await world.scraper("verify", "--patch")
        assert patch.status == 0, patch.err
        (tmp_path / "all.patch").write_text(patch.out, encoding="utf-8")
        dry = ("patch", "-p1", "--dry-run", "--input", "all.patch")
        for words in (dry, ("git", "apply", "all.patch")):
            if shutil.which(words[0]):
                applied = await asyncio.create_subprocess_exec(*words, cwd=tmp_path)
                assert await applied.wait() == 0, patch.out
        channels = [channel for source in world.sources().values() for channel in source.channels]
        assert {channel.confirmation for channel in channels} == {Confirmation.CONFIRMED}
        assert None not in {channel.confirmed_on for channel in channels}
        again = await world.scraper("verify", "--json")
        assert [row["edits"] for row in json.loads(again.out)] == [[]] * len(channels)


async def test_a_feed_that_is_gone_is_found_again_and_proposed_as_a_patch(tmp_path: Path) -> None:
    async with press(tmp_path) as world:
        file, before = world.file("asahi"), world.sources()["asahi"].channels[0].url
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("newsheadlines.rdf", "none.rdf"), encoding="utf-8")
        patch = await world.scraper("verify", "asahi", "--patch")
    assert patch.status == 1, "the channel as it is is not well"
    assert f'+url = "{before}"' in patch.out


async def test_a_channel_that_is_not_well_ends_with_status_1(tmp_path: Path) -> None:
    async with press(tmp_path) as world:
        file = world.file("asahi")
        file.write_text(file.read_text("utf-8").replace("newsheadlines.rdf", "none.rdf"), encoding="utf-8")
        ended = await world.scraper("verify", "unn", "asahi")
        assert ended.status == 1, ended.err
        assert [line.split("\t")[:3] for line in ended.out.splitlines()] == [
            ["unn", "feed", "ok"],
            ["unn", "feed", "ok"],
            ["unn", "listing", "ok"],
            ["asahi", "feed", "not_found"],
        ]
        unknown = await world.scraper("verify", "nobody")
    assert (unknown.status, "no source of this id" in unknown.err) == (1, True)


async def test_private_addresses_are_looked_at_with_leave_alone(tmp_path: Path) -> None:
    async with press(tmp_path) as world:
        program = tmp_path / "scraper.toml"
        text = program.read_text(encoding="utf-8")
        program.write_text(re.sub(r"allow_private = \[[^]]*\]\n", "", text), encoding="utf-8")
        home = world.sources()["asahi"].home
        refused = await world.scraper("verify", "asahi")
        assert (refused.status, "--allow-private lets one look reach it" in refused.out) == (1, True)
        looked = await world.scraper("verify", "asahi", "--allow-private")
        assert looked.status == 0, looked.err
        world.file("asahi").unlink()
        assert (await world.scraper("add", home, "--id", "new", "--dry-run")).status == 1
        assert (await world.scraper("add", home, "--id", "new", "--dry-run", "--allow-private")).status == 0


async def test_the_first_source_of_all_can_be_added(tmp_path: Path) -> None:
    async with press(tmp_path) as world:
        home = world.sources()["kyivindependent"].home
        shutil.rmtree(tmp_path / "sources")
        assert (await world.scraper("verify")).status == 78
        added = await world.scraper("add", home, "--id", "first")
        assert added.status == 0, added.err
        assert set(world.sources()) == {"first"}


async def test_a_second_look_asks_only_for_what_is_new(tmp_path: Path) -> None:
    async with press(tmp_path) as world:
        config_there = ("--config", str(tmp_path))
        for _ in range(3):  # validators are kept when no link waits any longer
            polled = await asyncio.to_thread(run_here, "once", "asahi", *config_there)
            assert polled.status == 0, polled.err
        looked = await world.scraper("verify", "asahi", "--json")
        (row,) = json.loads(looked.out)
    assert (looked.status, row["answer"]) == (0, "not_modified")
    assert row["check"]["took"] is not None


LIST = """<opml version="2.0"><head><title>L</title></head><body>
<outline text="Papers"><outline text="Die Zeitung" xmlUrl="https://zeitung.example/feed" language="de"/>
<outline text="The Paper" xmlUrl="https://paper.example/rss"/><outline text="Bad" xmlUrl="ftp://a.example/"/>
</outline></body></opml>"""


def test_a_list_of_feeds_is_taken_over_on_probation_and_handed_on(tmp_path: Path) -> None:
    directory = tmp_path / "config"
    copy_shipped(directory)
    feeds = tmp_path / "feeds.opml"
    feeds.write_text(LIST, encoding="utf-8")
    taken = ("sources", "import", feeds, "--language", "uk", "--zone", "Europe/Kyiv", "--config", directory)
    first, second = run_here(*taken), run_here(*taken)
    assert (first.status, second.status, second.out) == (0, 0, ""), first.err + second.err
    assert "0 read already, 1 without an address" in first.err
    assert "2 read already" in second.err
    made = {str(source.id): source for source in config.load(directory).sources}
    assert made["zeitung-example"].languages == ("de",)
    assert (made["paper-example"].languages, made["paper-example"].zone) == (("uk",), "Europe/Kyiv")
    out = run_here("sources", "export", "--config", directory).out
    handed_on = {outline.feed for outline in read_opml(out.encode(), "out.opml").outlines}
    assert {"https://zeitung.example/feed", "https://paper.example/rss"} <= handed_on


def test_what_a_list_says_is_never_written_unread(tmp_path: Path) -> None:
    directory = tmp_path / "config"
    copy_shipped(directory)
    feeds = tmp_path / "feeds.opml"
    feeds.write_text(LIST.replace("The Paper", "x&quot;&#10;enabled = false # \\"), encoding="utf-8")
    ended = run_here("sources", "import", feeds, "--zone", "Nowhere/Land", "--config", directory)
    assert (ended.status, ended.out) == (78, "")
    run_here("sources", "import", feeds, "--config", directory)
    read = tomllib.loads((directory / "sources" / "paper-example.toml").read_text(encoding="utf-8"))
    assert "enabled" not in read
