"""What the press world's tests share: one request without a library, and scenarios."""

import asyncio
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

from scraper.demo.loading import SCENARIOS, load_scenario
from scraper.demo.scenario import Scenario
from scraper.demo.world import PressWorld

TOPIC = Path(__file__).parents[2] / "config" / "topics" / "japan-ukraine-defense.toml"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Message
    body: bytes


async def ask(world: PressWorld, host: str, path: str, **headers: str) -> Answer:
    """Return what a site answers; header names are given with underscores."""
    reader, writer = await asyncio.open_connection("127.0.0.1", world.port)
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}:{world.port}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    raw = await reader.read()
    writer.close()
    head, _, body = raw.partition(b"\r\n\r\n")
    status, _, fields = head.partition(b"\r\n")
    return Answer(int(status.split()[1]), BytesHeaderParser().parsebytes(fields), body)


def default_scenario() -> Scenario:
    return load_scenario(SCENARIOS / "default.toml")


def three_sites() -> Scenario:
    return load_scenario(SCENARIOS / "three-sites.toml")


def copied_scenario(directory: Path, name: str = "three-sites.toml") -> Path:
    """Copy a scenario with its articles, to be edited; return the scenario's file."""
    for kind in ("scenarios", "articles"):
        (directory / kind).mkdir(parents=True)
        for file in (SCENARIOS.parent / kind).glob("*.toml"):
            (directory / kind / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return directory / "scenarios" / name
