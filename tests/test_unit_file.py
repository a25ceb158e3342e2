"""The unit files: what they promise, and what systemd itself says of them where it is installed."""

import re
import shutil
import subprocess
from collections import defaultdict
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from scraper.adapters.sinks.journal import message_id
from scraper.core.restraint import DIGEST

ROOT = Path(__file__).parent.parent
SYSTEMD = ROOT / "systemd"
SERVICE = SYSTEMD / "scraper.service"

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="SYSTEMD IS NOT INSTALLED: the units are not analysed"
)


def directives(unit: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for line in unit.read_text().splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name].append(value)
    return found


PROMISES = {
    "readiness is told, not guessed": ("Type", ["notify"]),
    "a hang leaves its stacks": ("WatchdogSignal", ["SIGABRT"]),
    "it is restarted whatever ends it": ("Restart", ["always"]),
    "it is restarted for ever": ("StartLimitIntervalSec", ["0"]),
    "a bad configuration is not retried": ("RestartPreventExitStatus", ["78"]),
    "an end of a parser process by the kernel is no end of the service": ("OOMPolicy", ["continue"]),
    "its user is static, so that the store has an owner": ("User", ["scraper"]),
    "people in the group can enter": ("StateDirectoryMode", ["0750"]),
    "people in the group can read": ("UMask", ["0027"]),
    "no alert is dropped for being one of many": ("LogRateLimitIntervalSec", ["0"]),
    "it has no capability": ("CapabilityBoundingSet", [""]),
    "private addresses are out of reach": ("IPAddressDeny", ["any"]),
}


@pytest.mark.parametrize(("name", "values"), PROMISES.values(), ids=PROMISES)
def test_the_unit_promises_that(name: str, values: list[str]) -> None:
    assert directives(SERVICE)[name] == values


def test_a_reload_checks_the_configuration_before_it_tells_the_service() -> None:
    check, hangup = directives(SERVICE)["ExecReload"]
    assert " check --config /etc/scraper" in check
    assert hangup == "/bin/kill -HUP $MAINPID"


def test_reload_checks_the_directory_that_the_service_reads() -> None:
    (start,) = directives(SERVICE)["ExecStart"]
    assert "--config /etc/scraper" in start
    assert start.split(" run ")[0].replace(" -X faulthandler", "") in directives(SERVICE)["ExecReload"][0]


@pytest.mark.parametrize("unit", sorted(SYSTEMD.glob("*.service")), ids=lambda unit: unit.name)
def test_every_directive_stands_under_a_comment(unit: Path) -> None:
    explained = False
    for line in unit.read_text().splitlines():
        if line.startswith("#"):
            explained = True
        elif not line:
            explained = False
        elif "=" in line:
            assert explained or line.split("=")[0] in {"Description", "WantedBy", "Type"}, line


REACHABLE = [
    "1.1.1.1",
    "9.9.9.9",
    "104.16.1.1",
    "185.60.216.35",
    "203.104.1.1",
    "2606:4700::1",
    "127.0.0.53",
]
WALLED = [
    "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "198.18.0.1", "224.0.0.1", "0.1.2.3", "255.255.255.255", "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "allowed"), [*((a, True) for a in REACHABLE), *((a, False) for a in WALLED)]
)
def test_the_address_wall_lets_the_public_through_and_nobody_else(address: str, allowed: bool) -> None:  # noqa: FBT001, RUF100
    networks = [
        ip_network(word) for words in directives(SERVICE)["IPAddressAllow"] for word in words.split()
    ]
    assert any(ip_address(address) in network for network in networks) is allowed


def test_every_kind_of_alert_is_explained_in_the_catalogue_and_no_other() -> None:
    catalogue = (SYSTEMD / "scraper.catalog").read_text()
    explained = dict(
        re.findall(
            r"^# (\w+)\n-- ([0-9a-f]{32})\nSubject: .+\nDefined-By: scraper\n\n\S", catalogue, re.MULTILINE
        )
    )
    modules = (ROOT / "scraper" / "core").glob("*.py")
    kinds = {DIGEST}.union(*(kinds_raised(module.read_text()) for module in modules))
    assert explained == {kind: message_id(kind) for kind in kinds}


def kinds_raised(code: str) -> set[str]:
    """Return the kinds of the alerts that a module makes, written as words or as its constants."""
    constants = dict(re.findall(r'^([A-Z_]+): Final = "(\w+)"$', code, re.MULTILINE))
    written = re.findall(r'kind="(\w+)"|_alert\((?:[^)]*?, )?"(\w+)", ', code)
    named = {constants[name] for name in re.findall(r"\bkind=([A-Z_]+)\b", code) if name in constants}
    return named | {kind for pair in written for kind in pair if kind}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A root in which the units are installed, with what they start."""
    units = tmp_path / "etc/systemd/system"
    units.mkdir(parents=True)
    for unit in SYSTEMD.glob("*.service"):
        shutil.copy(unit, units)
    for program in ("opt/scraper/bin/python", "bin/sh", "bin/kill"):
        path = tmp_path / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/bin/sh\n")
        path.chmod(0o755)
    for target in (
        "multi-user",
        "network-online",
        "nss-lookup",
        "time-sync",
        "sysinit",
        "basic",
        "shutdown",
    ):
        (units / f"{target}.target").write_text(f"[Unit]\nDescription={target}\n")
    return tmp_path


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - ours


@needs_systemd
@pytest.mark.parametrize("unit", ["scraper.service", "scraper-failure@scraper.service"])
def test_systemd_finds_nothing_wrong_with(unit: str, tree: Path) -> None:
    verdict = analyze("verify", f"--root={tree}", unit)
    assert (verdict.returncode, verdict.stdout + verdict.stderr) == (0, "")


@needs_systemd
def test_the_exposure_is_at_most_1_2() -> None:
    verdict = analyze("security", "--offline=true", "--threshold=12", str(SERVICE))
    assert verdict.returncode == 0, verdict.stdout[-200:]
    assert re.search(r"exposure level for scraper.service: (0|1\.[012])", verdict.stdout)
