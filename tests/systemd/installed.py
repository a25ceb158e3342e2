"""The service as docs/operating.md installs it, in a box."""

import shutil
import sysconfig
from pathlib import Path
from typing import Final

from tests.systemd.box import Box

CHECKOUT: Final = Path(__file__).parent.parent.parent
PORT: Final = 8099
STORE: Final = "/var/lib/scraper/scraper.db"

_DROP_IN: Final = """[Service]
# The press of the box lives on loopback.
IPAddressAllow=127.0.0.0/8
# A check should not wait for half a minute.
WatchdogSec=4
RestartSec=1
"""
_SOURCE: Final = f"""id = "herald"
name = "Box Herald"
home = "http://127.0.0.1:{PORT}/"
country = "GB"
languages = ["en"]
zone = "Europe/London"
interval = "1m"

[[channels]]
url = "http://127.0.0.1:{PORT}/feed.xml"
"""
_SETTINGS: Final = f"""topic = "topics/japan-ukraine-defense.toml"

[network]
contact = "ops@example.org"
allow_private = ["127.0.0.1:{PORT}"]
spacing = "0s"

[schedule]
shortest = "2s"
longest = "1m"

[policy]
baseline = "alert"
"""
_NOT_NEEDED: Final = ("__editable__", "mypy", "ruff", "pip", "hypothesis", "numpy")
"""How the names of packages begin that the service does without; the checkout comes by itself."""


def install(box: Box) -> None:
    """Put environment, configuration, unit, user and press in place; nothing is started."""
    _environment(box)
    _configuration(box.root / "etc/scraper")
    units = box.root / "etc/systemd/system"
    for unit in (CHECKOUT / "systemd").glob("*.service"):
        shutil.copy(unit, units)
    (units / "scraper.service.d").mkdir()
    (units / "scraper.service.d/box.conf").write_text(_DROP_IN)
    (box.root / "etc/sysusers.d").mkdir(exist_ok=True)
    shutil.copy(CHECKOUT / "systemd/scraper.sysusers", box.root / "etc/sysusers.d/scraper.conf")
    shutil.copy(CHECKOUT / "systemd/scraper.catalog", box.root / "usr/lib/systemd/catalog/scraper.catalog")
    shutil.copy(Path(__file__).with_name("press.py"), box.root / "opt/press.py")
    box.output("systemd-sysusers")
    box.output("journalctl", "--update-catalog")
    box.output("useradd", "--no-create-home", "--groups", "scraper", "ana")
    box.output("systemctl", "daemon-reload")
    box.output("systemd-run", "--unit=press", "/usr/bin/python3", "/opt/press.py", str(PORT))


def _environment(box: Box) -> None:
    """Make /opt/scraper as pip would, from what is installed here; the system's Python runs it."""
    box.output("/usr/bin/python3", "-m", "venv", "--without-pip", "/opt/scraper")
    (packages,) = box.root.glob("opt/scraper/lib/python3*/site-packages")
    for installed in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if installed.name.startswith(_NOT_NEEDED):
            continue
        if installed.is_dir():
            shutil.copytree(installed, packages / installed.name)
        else:
            shutil.copy(installed, packages)
    shutil.copytree(
        CHECKOUT / "scraper", packages / "scraper", ignore=shutil.ignore_patterns("__pycache__")
    )


def _configuration(directory: Path) -> None:
    shutil.copytree(CHECKOUT / "config/topics", directory / "topics")
    (directory / "sources").mkdir()
    (directory / "sources/herald.toml").write_text(_SOURCE)
    (directory / "scraper.toml").write_text(_SETTINGS)
