"""What the supervisor hears, at a socket of its kind."""

import os
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from scraper.adapters.systemd import Supervisor


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[socket.socket, str]]:
    name = f"@scraper-test-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(name.replace("@", "\0"))
        listening.settimeout(2)
        yield listening, name


def test_a_life_is_told_in_the_words_of_sd_notify(manager: tuple[socket.socket, str]) -> None:
    listening, name = manager
    supervisor = Supervisor.from_environment({"NOTIFY_SOCKET": name})
    supervisor.ready("watching 4 sources\nREADY=0")
    supervisor.alive()
    supervisor.status("idle")
    supervisor.stopping()
    heard = [listening.recv(4096).decode() for _ in range(4)]
    assert heard == [
        "READY=1\nSTATUS=watching 4 sources READY=0",
        "WATCHDOG=1",
        "STATUS=idle",
        "STOPPING=1",
    ]


def test_a_reload_carries_the_monotonic_time_that_notify_reload_asks_for(
    manager: tuple[socket.socket, str],
) -> None:
    listening, name = manager
    Supervisor(name).reloading()
    first, second = listening.recv(4096).decode().split("\n")
    assert first == "RELOADING=1"
    assert int(second.removeprefix("MONOTONIC_USEC=")) > 0


WATCHDOGS = {
    "none was asked for": ({}, None),
    "it is ours": ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, timedelta(seconds=30)),
    "no pid is named": ({"WATCHDOG_USEC": "1500000"}, timedelta(seconds=1.5)),
    "it is another process's": ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
    "nonsense": ({"WATCHDOG_USEC": "soon"}, None),
    "zero": ({"WATCHDOG_USEC": "0"}, None),
}


@pytest.mark.parametrize(("environ", "watchdog"), WATCHDOGS.values(), ids=WATCHDOGS)
def test_the_watchdog_is_read_from_the_environment(
    environ: dict[str, str], watchdog: timedelta | None
) -> None:
    assert Supervisor.from_environment(environ).watchdog == watchdog


def test_without_a_supervisor_nothing_is_said(caplog: pytest.LogCaptureFixture) -> None:
    Supervisor.from_environment({}).ready("x")
    assert not caplog.records


def test_a_supervisor_that_is_gone_is_logged_and_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Supervisor(str(tmp_path / "gone")).ready("x")
    assert "the supervisor did not take 'READY=1'" in caplog.text
