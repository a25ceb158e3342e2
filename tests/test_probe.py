"""`scraper probe --trace` against the press world: every hop is told, and nothing private without leave."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scraper.demo.configuration import write_config
from scraper.demo.world import PressWorld
from tests.demo.press import TOPIC, default_scenario
from tests.fakes_clock import FakeClock


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[PressWorld]:
    """Yield a press world whose configuration names its hosts, and allows no private address."""
    scenario = default_scenario()
    async with PressWorld(scenario, FakeClock(scenario.starts_at + scenario.lasts)) as world:
        write_config(world, tmp_path, topic=TOPIC, database=tmp_path / "scraper.db")
        program = tmp_path / "scraper.toml"
        text = program.read_text(encoding="utf-8")
        program.write_text(re.sub(r"allow_private = \[[^]]*\]\n", "", text), encoding="utf-8")
        yield world


async def probe(config: Path, *arguments: str) -> tuple[str, str]:
    """Return what `scraper probe` writes to stdout and stderr."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "scraper", "probe", *arguments, "--config", str(config),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, traced = await process.communicate()
    return said.decode(), traced.decode()


def moved_index(world: PressWorld) -> str:
    """Return the address of the index that moved during the scenario."""
    [event] = [event for event in world.scenario.events if event.kind == "feed_moves"]
    return next(source for source in world.sources() if source.id == event.site).channels[0].url


async def test_a_trace_tells_each_hop_with_robots_times_sizes_and_validators(
    world: PressWorld, tmp_path: Path
) -> None:
    address = moved_index(world)
    _, traced = await probe(tmp_path, address, "--trace", "--allow-private")
    hops = [line for line in traced.splitlines() if not line.startswith(" ")]
    root = address.partition(".test")[0]
    assert [hop.rpartition(" -> ")[2] for hop in hops] == ["200 ok", "301 ok", "200 ok"]
    assert [hop.startswith(root) for hop in hops] == [True] * 3
    assert "/robots.txt -> " in hops[0]
    assert "/moved/" in hops[2]
    assert "  redirect: " in traced
    assert re.search(r"robots: allowed\n  address: 127\.0\.0\.1\n  time: waited [\d.]+ s", traced)
    assert re.search(r"bytes: [1-9]\d* on the wire, [1-9]\d* of body", traced)
    assert re.search(r'validators: sent none, got ETag "\w+", Last-Modified', traced)


async def test_without_leave_nothing_private_is_asked(world: PressWorld, tmp_path: Path) -> None:
    said, traced = await probe(tmp_path, moved_index(world), "--trace")
    assert re.search(r"outcome +port_forbidden", said)
    assert traced == ""
