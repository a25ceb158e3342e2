"""What `scraper install-service` puts where; that systemd finds nothing wrong with the tree it makes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scraper.adapters import environment
from scraper.cli import scraper
from scraper.core.address_wall import drop_in, nameservers
from tests.test_unit_file import analyze, needs_systemd

TARGETS = ["multi-user", "network-online", "nss-lookup", "time-sync", "sysinit", "basic", "shutdown"]


def install(prefix: Path, *arguments: str) -> Result:
    return CliRunner().invoke(scraper, ["install-service", "--prefix", str(prefix), *arguments])


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    prefix = tmp_path_factory.mktemp("tree")
    (prefix / "etc").mkdir()
    (prefix / "etc/resolv.conf").write_text("search lan\nnameserver 192.168.7.1\nnameserver 9.9.9.9\n")
    done = install(prefix, "--python", _visible_python())
    assert done.exit_code == 0, done.output
    return prefix


def _visible_python() -> str:
    """Return an interpreter of our version outside of people's homes; skip where there is none."""
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    for name in (f"/usr/bin/python{ours}", f"/usr/local/bin/python{ours}"):
        if Path(name).exists():
            return name
    pytest.skip(f"NO PYTHON {ours} UNDER /usr: nothing is installed")


def test_the_installed_program_runs_by_itself(tree: Path) -> None:
    program = tree / "opt/scraper/bin/python"
    done = subprocess.run(  # noqa: S603  (what was just installed)
        [program, "-P", "-m", "scraper", "--version"], cwd="/", capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("scraper, version")
    assert not list(tree.glob("opt/scraper/lib/python3*/site-packages/pytest"))


def test_the_wall_is_opened_for_the_private_resolver_alone(tree: Path) -> None:
    text = (tree / "etc/systemd/system/scraper.service.d/10-addresses.conf").read_text()
    assert [line for line in text.splitlines() if line.startswith("IP")] == ["IPAddressAllow=192.168.7.1"]


def test_a_second_run_changes_nothing_and_leaves_the_configuration_alone(tree: Path) -> None:
    (tree / "etc/scraper/sources/unn.toml").unlink()
    done = install(tree, "--dry-run")
    assert done.exit_code == 0, done.output
    told = done.output.partition("would make")[0].split()
    assert {word for word in told if "/" not in word} == {"unchanged"}, done.output
    assert not (tree / "etc/scraper/sources/unn.toml").exists()


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = install(tmp_path, "--dry-run")
    assert done.exit_code == 0
    assert "scraper.service" in done.output
    assert list(tmp_path.iterdir()) == []


def test_an_interpreter_that_the_service_cannot_see_is_refused(tmp_path: Path) -> None:
    done = install(tmp_path, "--python", "/home/ana/bin/python3")
    assert done.exit_code != 0
    assert "hidden from the service" in str(done.exception)


@needs_systemd
@pytest.mark.parametrize("unit", ["scraper.service", "scraper-failure@scraper.service"])
def test_systemd_finds_nothing_wrong_with_the_installed(unit: str, tree: Path) -> None:
    """Of a bare tree only what belongs to Debian is filled in."""
    for program in ("bin/sh", "bin/kill", "usr/bin/python3", "usr/bin/python3.11"):
        path = tree / program
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy("/bin/true", path)
    for target in TARGETS:
        (tree / f"etc/systemd/system/{target}.target").write_text(f"[Unit]\nDescription={target}\n")
    verdict = analyze("verify", f"--root={tree}", unit)
    assert (verdict.returncode, verdict.stdout + verdict.stderr) == (0, "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "nameserver 10.0.0.1\nnameserver fe80::1%eth0\n", ("10.0.0.1", "fe80::1"), id="a scope"
        ),
        pytest.param("# nameserver 10.0.0.1\nnameserver\n; x\n", (), id="comments and nothing"),
        pytest.param("\tnameserver  127.0.0.53 # stub\n", ("127.0.0.53",), id="blanks"),
    ],
)
def test_nameservers_are_read_from(text: str, found: tuple[str, ...]) -> None:
    assert nameservers(text) == found


def test_what_passes_the_wall_anyway_makes_no_drop_in() -> None:
    assert (
        drop_in({"Resolvers": ["127.0.0.53", "9.9.9.9", "2620:fe::fe"], "Sink": ["not an address"]}) == ""
    )
    assert "IPAddressAllow=10.0.0.5 fd00::5" in drop_in({"Sink desk": ["10.0.0.5", "10.0.0.5", "fd00::5"]})


def test_the_environment_has_what_the_installed_extras_need_and_nothing_of_the_tests() -> None:
    names = {package.name.lower().replace("_", "-") for package in environment._closure()}
    assert {"httpx", "prometheus-client", "apprise", "requests"} <= names
    assert not names & {"pytest", "mypy", "ruff", "hypothesis"}


def test_the_command_and_the_daemon_need_no_extra() -> None:
    program = """
import sys
for module in ("apprise", "datasette", "distributed", "fastwarc", "prometheus_client"):
    sys.modules[module] = None
import scraper.cli, scraper.daemon
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
