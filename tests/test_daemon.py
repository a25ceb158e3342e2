"""The daemon as a real process against the press world: start, poll, reload, stop, and what it refuses."""

import asyncio
import contextlib
import re
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from scraper.adapters.clocks import SystemClock
from scraper.config import shipped_directory
from scraper.demo.configuration import write_config
from scraper.demo.loading import load_scenario
from scraper.demo.world import PressWorld

SCENARIO = Path("scraper/demo/scenarios/three-sites.toml")
TOPIC = Path("config/topics/japan-ukraine-defense.toml")
SCRAPER = (sys.executable, "-m", "scraper")


@dataclass
class Service:
    """A configuration of the press world, and processes started with it."""

    config: Path
    database: Path

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *SCRAPER, *(arguments or ("run",)), "--config", str(self.config), "--db", str(self.database),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip

    async def finished(self, *arguments: str) -> tuple[int | None, str]:
        process = await self.start(*arguments)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode, (out + err).decode()

    def count(self, query: str) -> int:
        """Return the number a query gives; 0 while there is no such table yet."""
        with contextlib.suppress(sqlite3.OperationalError):
            connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
            with contextlib.closing(connection):
                [(number,)] = connection.execute(query).fetchall()
                return int(number)
        return 0


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    clock = SystemClock()
    scenario = replace(load_scenario(SCENARIO), starts_at=clock.now())
    async with PressWorld(scenario, clock) as world:
        made = Service(tmp_path / "config", tmp_path / "store.db")
        write_config(world, made.config, topic=TOPIC, database=made.database)
        program = made.config / "scraper.toml"
        hurried = program.read_text(encoding="utf-8").replace('spacing = "1s"', 'spacing = "20ms"')
        program.write_text(hurried, encoding="utf-8")
        yield made


async def until(condition: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.1)


async def stopped(
    process: asyncio.subprocess.Process, sign: signal.Signals
) -> tuple[int | None, float, str]:
    """Send a signal; return exit status, seconds until the end, and what was logged."""
    began = time.monotonic()
    process.send_signal(sign)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    return process.returncode, time.monotonic() - began, err.decode()


async def test_the_daemon_polls_reloads_and_stops_cleanly(service: Service) -> None:
    process = await service.start()
    await until(lambda: service.count("select count(*) from polls") >= 3)
    second, said = await service.finished()
    assert second == 75, said

    broken = service.config / "sources" / "broken.toml"
    broken.write_text("id = ", encoding="utf-8")
    process.send_signal(signal.SIGHUP)
    await until(lambda: service.count("select count(*) from alerts where kind = 'reload_refused'") == 1)
    broken.unlink()
    unn = service.config / "sources" / "unn.toml"
    unn.write_text(re.sub("(?m)^name = .*", 'name = "Renamed"', unn.read_text("utf-8")), "utf-8")
    process.send_signal(signal.SIGHUP)
    await until(lambda: service.count("select count(*) from sources where name = 'Renamed'") == 1)
    status, seconds, log = await stopped(process, signal.SIGTERM)
    assert status == 0, log
    assert seconds < 10
    assert "reload_refused" in log
    assert "broken.toml" in log
    assert "reloaded" in log
    assert "polled source=unn" in log
    assert service.count("select count(*) from articles") > 0


async def test_what_was_stored_survives_a_kill_and_a_restart_goes_on(service: Service) -> None:
    process = await service.start()
    await until(lambda: service.count("select count(*) from articles") > 0)
    process.kill()
    await process.wait()
    before = service.count("select count(*) from articles")
    process = await service.start()
    await until(lambda: service.count("select count(*) from polls") >= 3)
    status, _, log = await stopped(process, signal.SIGTERM)
    assert status == 0, log
    assert service.count("select count(*) from articles") >= before > 0


async def test_a_bad_source_file_is_refused_with_file_key_and_remedy(service: Service) -> None:
    source = service.config / "sources" / "unn.toml"
    source.write_text(source.read_text(encoding="utf-8").replace("zone =", "zoen ="), encoding="utf-8")
    for command in ("check", "run"):
        status, said = await service.finished(command)
        assert status == 78
        assert "sources/unn.toml: zoen" in said
        assert "zone" in said


async def test_the_daemon_does_not_start_without_a_contact(service: Service) -> None:
    program = service.config / "scraper.toml"
    text = program.read_text(encoding="utf-8").replace("https://press-world.test/", "")
    program.write_text(text, encoding="utf-8")
    status, said = await service.finished("run")
    assert status == 78
    assert "network.contact" in said


async def test_a_store_that_needs_somebody_is_left_alone_with_78(service: Service) -> None:
    service.database.write_bytes(b"the diary of somebody else " * 500)
    status, said = await service.finished("run")
    assert status == 78
    assert str(service.database) in said
    assert "move it aside" in said
    assert service.database.read_bytes().startswith(b"the diary")


async def test_one_round_by_hand_polls_and_reports(service: Service) -> None:
    status, said = await service.finished("once", "--json")
    assert status == 0, said
    assert '"outcome": "ok"' in said
    unknown, said = await service.finished("once", "nobody")
    assert (unknown, "no such source: nobody" in said) == (1, True)


def test_the_shipped_configuration_is_the_one_in_this_repository() -> None:
    assert (shipped_directory() / "scraper.toml").read_text(encoding="utf-8") == Path(
        "config/scraper.toml"
    ).read_text(encoding="utf-8")
