"""The press world's sites as a directory of configuration, which `--config` takes like any other."""

import shutil
from pathlib import Path

from scraper.core.source_toml import literal, source_toml
from scraper.demo.world import PressWorld

TOPIC_FILE = Path("topics") / "topic.toml"
PROGRAM = """\
# Made by `scraper demo`: the sites of the press world, which answer while the demo runs.
database = {database}
topic = {topic}

[network]
contact = "https://press-world.test/"
allow_private = {allow_private}
hosts = {hosts}
spacing = "1s"

[schedule]
tick = "100ms"
shortest = "10m"
longest = "45m"
"""


def write_config(world: PressWorld, directory: Path, *, topic: Path, database: Path) -> None:
    """Write `scraper.toml`, the topic and a file a source to `directory`, which is made if need be."""
    sources = directory / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    (directory / TOPIC_FILE).parent.mkdir(exist_ok=True)
    shutil.copyfile(topic, directory / TOPIC_FILE)
    program = PROGRAM.format(
        database=literal(str(database)),
        topic=literal(str(TOPIC_FILE)),
        allow_private=literal(world.allow_private),
        hosts=literal(world.hosts),
    )
    (directory / "scraper.toml").write_text(program, encoding="utf-8")
    for source in world.sources():
        (sources / f"{source.id}.toml").write_text(source_toml(source), encoding="utf-8")
