import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.config import find_directory, load, shipped_directory
from scraper.errors import ConfigError
from scraper.types import ChannelKind, ChannelRole, Grade, SourceId, StoreMode

SHIPPED = shipped_directory()
TOPIC_FILE = Path("topics") / "japan-ukraine-defense.toml"
TOPIC = """\
id = "small"
version = "1"

[names]
actor = "Japan"
object = "Ukraine"
adversary = "Russia"

[thresholds]
borderline = 0.2
related = 0.5

[concepts.japan]
kind = "actor"
en = ["japan*"]

[concepts.ukraine]
kind = "object"
en = ["ukrain*"]

[concepts.arms]
kind = "matter"
grade = 3
en = ["arms"]
"""
SOURCE = """\
id = "paper"
name = "The Paper"
home = "https://paper.test"
languages = ["en"]
zone = "Europe/Kyiv"

[[channels]]
url = "https://paper.test/feed"
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    made = tmp_path / "config"
    (made / "sources").mkdir(parents=True)
    (made / TOPIC_FILE).parent.mkdir()
    (made / TOPIC_FILE).write_text(TOPIC, encoding="utf-8")
    (made / "scraper.toml").write_text('database = "scraper.db"\n', encoding="utf-8")
    (made / "sources" / "paper.toml").write_text(SOURCE, encoding="utf-8")
    return made


def problems(directory: Path) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(directory)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_left_out_has_its_default(directory: Path) -> None:
    settings = load(directory)
    assert settings.database == Path("scraper.db")
    assert settings.policy.alert_grade is Grade.RELATED
    assert [sink.kind for sink in settings.sinks] == ["journal"]
    (source,) = settings.sources
    assert source.id == SourceId("paper")
    assert source.interval == timedelta(minutes=15)
    assert source.channels[0].kind is ChannelKind.FEED
    assert source.channels[0].role is ChannelRole.PRIMARY
    assert source.store is StoreMode.FULL


def test_the_command_line_overrides_database_and_topic(directory: Path, tmp_path: Path) -> None:
    topic = tmp_path / "other.toml"
    topic.write_text(TOPIC.replace('"small"', '"other"'), encoding="utf-8")
    settings = load(directory, database=tmp_path / "my.db", topic=topic)
    assert settings.database == tmp_path / "my.db"
    assert settings.topic.id == "other"


def test_the_shipped_example_states_the_defaults(directory: Path) -> None:
    bare = load(directory)
    shutil.copyfile(SHIPPED / "scraper.toml", directory / "scraper.toml")
    stated = load(directory, topic=directory / TOPIC_FILE)
    for part in ("network", "workers", "schedule", "policy", "retention", "sinks", "log_level", "database"):
        assert getattr(stated, part) == getattr(bare, part)


PROGRAM_FAULTS = [
    (
        'log_level = "loud"',
        "log_level: must be one of debug, info, warning, error; got 'loud'",
    ),
    (
        'log_levle = "info"',
        "log_levle: is not a key of this table; did you mean log_level?",
    ),
    ("network = 3", "network: must be a table: write [network] on a line of its own"),
    (
        "[network]\nspacing = 2",
        'network.spacing: must be a duration in quotes, such as "90s", "15m", "1h30m"; got 2',
    ),
    ('[network]\nspacing = "2 weeks"', None),
    (
        '[network]\nraw_limit = "8 MB"',
        "network.raw_limit: must be a size in quotes, such as \"8 MiB\"; got '8 MB'",
    ),
    (
        '[network]\nproxy = "socks5://x"',
        "network.proxy: must begin with https:// or http:// and name a host; got 'socks5://x'",
    ),
    (
        '[network]\nproxy = "http://me:word@proxy.test"',
        "network.proxy: must not carry a user or password: the address is logged and shown",
    ),
    (
        '[network]\nallow_private = ["127.0.0.1"]',
        "network.allow_private: item 0: must be a host and a port, such as 127.0.0.1:8080; got '127.0.0.1'",
    ),
    (
        "[policy]\nalert_grade = 4",
        "policy.alert_grade: must be a whole number from 1 to 3; got 4",
    ),
    (
        "[policy]\nattempts = true",
        "policy.attempts: must be a whole number from 1 to 20; got true",
    ),
    (
        "[policy]\nnear_duplicate = nan",
        "policy.near_duplicate: must be a number from 0.5 to 1; got nan",
    ),
    (
        '[policy]\nbaseline = "alarm"',
        "policy.baseline: must be one of record, alert; got 'alarm'; did you mean alert?",
    ),
    (
        '[schedule]\nshortest = "1h"\nlongest = "30m"',
        "schedule.longest: must not be below shortest",
    ),
    (
        '[[sinks]]\nname = "desk"\nkind = "webhook"',
        "sinks[0].url: is missing: where the webhook is",
    ),
    (
        '[[sinks]]\nname = "a"\nkind = "journal"\n[[sinks]]\nname = "a"\nkind = "journal"',
        "sinks[1].name: is taken: 'a'",
    ),
    (
        '[canary]\nsinks = ["pagr"]\n[[sinks]]\nname = "pager"\nkind = "journal"',
        "canary.sinks: item 0: must be one of pager; got 'pagr'; did you mean pager?",
    ),
    (
        "[canary]\nsinks = []",
        "canary.sinks: must hold at least 1 item",
    ),
]


@pytest.mark.parametrize(("text", "expected"), PROGRAM_FAULTS, ids=[text for text, _ in PROGRAM_FAULTS])
def test_a_fault_of_the_program_file_is_named_with_its_remedy(
    directory: Path, text: str, expected: str | None
) -> None:
    (directory / "scraper.toml").write_text(text, encoding="utf-8")
    (found,) = problems(directory)
    if expected is not None:
        assert found == f"config/scraper.toml: {expected}"


SOURCE_FAULTS = [
    (
        "a kind of another name",
        ('url = "https://paper.test/feed"', 'url = "https://paper.test/feed"\nkind = "feeds"'),
        (
            "channels[0].kind: must be one of feed, sitemap, listing, json, query; "
            "got 'feeds'; did you mean feed?"
        ),
    ),
    (
        "Ukraine's code for Ukrainian",
        ('["en"]', '["ua"]'),
        "languages: item 0: must be a language code of ISO 639-1, such as uk; got 'ua'; did you mean uk?",
    ),
    (
        "a country as people write it",
        ("zone", 'country = "UK"\nzone'),
        "country: must be a country code of ISO 3166-1, such as UA; got 'UK'; did you mean GB?",
    ),
    (
        "a misspelt zone",
        ("Europe/Kyiv", "Europe/Kyev"),
        "zone: must be an IANA time zone such as Europe/Kyiv; got 'Europe/Kyev'; did you mean Europe/Kyiv?",
    ),
    (
        "a path for a zone",
        ("Europe/Kyiv", "../etc/passwd"),
        "zone: must be an IANA time zone such as Europe/Kyiv; got '../etc/passwd'",
    ),
    ("a key left out", ('name = "The Paper"\n', ""), "name: is missing"),
    (
        "an id that is not the file's name",
        ('id = "paper"', 'id = "papers"'),
        "id: must be the file's name without .toml, 'paper'; got 'papers'",
    ),
    (
        "an expression that does not compile",
        ("zone", "article_pattern = '(a'\nzone"),
        (
            "article_pattern: is no regular expression of Python: "
            "missing ), unterminated subpattern at position 0"
        ),
    ),
    (
        "an expression that can hang",
        ("zone", "article_pattern = '^(a+)+$'\nzone"),
        "article_pattern: must not repeat what can match one text in two ways, as (a+)+ does",
    ),
    (
        "a listing of every link",
        ('feed"\n', 'news"\nkind = "listing"\n'),
        "channels[0].links: is missing: without it or an article_pattern every link would be an article",
    ),
    (
        "a JSON list without its addresses",
        ('feed"\n', 'all.json"\nkind = "json"\n'),
        "channels[0].fields.url: is missing: the path of the address within an item",
    ),
    (
        "a date for what is not confirmed",
        ('feed"\n', 'feed"\nconfirmed_on = 2026-09-28\n'),
        'channels[0].confirmed_on: must go with confirmation = "confirmed"; got reported',
    ),
    (
        "a source without channels that is polled",
        ('[[channels]]\nurl = "https://paper.test/feed"\n', ""),
        'channels: must hold one with role = "primary", or set enabled = false',
    ),
    (
        "an address without a scheme",
        ('"https://paper.test/feed"', '"paper.test/feed"'),
        "channels[0].url: must begin with https:// or http:// and name a host; got 'paper.test/feed'",
    ),
    (
        "an interval without its unit",
        ("zone", 'interval = "15"\nzone'),
        'interval: must be a duration in quotes, such as "90s", "15m", "1h30m"; got \'15\'',
    ),
    (
        "a selector that is none",
        ("[[channels]]", '[[rules]]\nbody = "div["\n\n[[channels]]'),
        None,
    ),
    (
        "a twin that names a group too many",
        ("[[channels]]", "[[twins]]\npattern = '/amp/'\nreplacement = '\\1'\n\n[[channels]]"),
        "twins[0].replacement: names a group that the pattern lacks; it has 0",
    ),
    (
        "a cited source without a group",
        ("[[channels]]", "[[rules]]\ncited_source = ['^Source: .+']\n\n[[channels]]"),
        "rules[0].cited_source[0]: must hold exactly one group: the outlet's name",
    ),
]


@pytest.mark.parametrize(
    ("edit", "expected"), [case[1:] for case in SOURCE_FAULTS], ids=[case[0] for case in SOURCE_FAULTS]
)
def test_a_fault_of_a_source_is_named_with_its_remedy(
    directory: Path, edit: tuple[str, str], expected: str | None
) -> None:
    assert edit[0] in SOURCE
    (directory / "sources" / "paper.toml").write_text(SOURCE.replace(*edit, 1), encoding="utf-8")
    (found,) = problems(directory)
    assert found.startswith("config/sources/paper.toml: ")
    if expected is not None:
        assert found == f"config/sources/paper.toml: {expected}"


def test_every_problem_of_every_file_is_told_at_once(directory: Path) -> None:
    (directory / "scraper.toml").write_text(
        'log_level = "loud"\ntopic = "topics/none.toml"\n', encoding="utf-8"
    )
    (directory / "sources" / "paper.toml").write_text(
        SOURCE.replace('"Europe/Kyiv"', "3").replace('["en"]', "[]"), encoding="utf-8"
    )
    (directory / "sources" / "bad.toml").write_text("id = ", encoding="utf-8")
    found = problems(directory)
    assert [problem.split(": ")[:2] for problem in found] == [
        ["config/scraper.toml", "log_level"],
        ["config/topics/none.toml", "the file"],
        ["config/sources/bad.toml", "the file"],
        ["config/sources/paper.toml", "languages"],
        ["config/sources/paper.toml", "zone"],
    ]


FILES = [
    ("an empty file", b"", "the file: is empty; see docs/adding-a-source.md or remove it"),
    ("a half-written file", SOURCE.encode()[:40], "the file: is not TOML: "),
    ("a file in UTF-16", SOURCE.encode("utf-16"), "the file: is in UTF-16; save it as UTF-8"),
    (
        "a file in Latin-1",
        b'id = "paper"\nname = "Caf\xe9"',
        "line 2: is not UTF-8; save the file as UTF-8",
    ),
    ("a file far too large", b"#" * 1_100_000, "the file: is larger than 1048576 bytes"),
    ("a file nested too deeply", b"a = " + b"[" * 5_000, "the file: is nested too deeply"),
    ("a number without end", b"a = " + b"9" * 5_000, "the file: is not TOML: "),
    ("binary", bytes(range(1, 128)), "the file: is not TOML: "),
]


@pytest.mark.parametrize(("raw", "expected"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_a_file_that_is_no_document_is_said_to_be_so(directory: Path, raw: bytes, expected: str) -> None:
    (directory / "sources" / "paper.toml").write_bytes(raw)
    (found,) = problems(directory)
    assert found.startswith(f"config/sources/paper.toml: {expected}")


def test_a_byte_order_mark_is_no_fault(directory: Path) -> None:
    (directory / "sources" / "paper.toml").write_bytes(b"\xef\xbb\xbf" + SOURCE.encode())
    assert len(load(directory).sources) == 1


def test_what_editors_leave_behind_is_passed_over(directory: Path) -> None:
    for name in (".paper.toml", "#paper.toml#", "paper.toml~", "notes.txt"):
        (directory / "sources" / name).write_bytes(b"\xff")
    assert len(load(directory).sources) == 1


def test_a_missing_directory_is_said_to_be_missing(tmp_path: Path) -> None:
    assert "nowhere/scraper.toml: the file: is missing" in problems(tmp_path / "nowhere")
    assert "nowhere/sources: the directory: is missing" in problems(tmp_path / "nowhere")


def test_an_explicit_directory_wins_then_the_one_here_then_the_shipped_one(
    directory: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert find_directory(tmp_path) == tmp_path
    monkeypatch.chdir(directory.parent)
    assert find_directory() == Path("config")
    shutil.rmtree(directory)
    assert find_directory().name in ("scraper", "shipped")  # the machine may have one in /etc
