"""The service as docs/operating.md installs it, in a box with a network of its own."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.systemd.box import Box
from tests.systemd.lan import HOOK_PORT

CHECKOUT: Final = Path(__file__).parent.parent.parent
RESOLVER, PRESS, HOOK, ELSEWHERE = "10.9.9.9", "10.9.9.10", "10.9.9.11", "10.9.9.12"
"""Private addresses: the one resolver, the news site, the sink that is configured, and one that is not."""
NAME: Final = "herald.test"
PORT: Final = 8099
STORE: Final = "/var/lib/scraper/scraper.db"
SECRET: Final = "whsec_bm9ib2R5IG5lZWRzIHRvIGtub3c="  # noqa: S105  (of the box alone)

_DROP_IN: Final = f"""[Service]
# The press of the box has a private address, as no real one has.
IPAddressAllow={PRESS}
LoadCredential=webhook.key:/etc/scraper/webhook.key
# A check should not wait for half a minute.
WatchdogSec=4
RestartSec=1
"""
_SOURCE: Final = f"""id = "herald"
name = "Box Herald"
home = "http://{NAME}:{PORT}/"
country = "GB"
languages = ["en"]
zone = "Europe/London"
interval = "1m"

[[channels]]
url = "http://{NAME}:{PORT}/feed.xml"
"""
METRICS: Final = "/run/scraper/metrics.sock"
_SETTINGS: Final = f"""topic = "topics/japan-ukraine-defense.toml"
metrics = "unix:{METRICS}"

[network]
contact = "ops@example.org"
allow_private = ["{NAME}:{PORT}"]
spacing = "0s"

[schedule]
shortest = "2s"
longest = "1m"

[policy]
baseline = "alert"

[[sinks]]
name = "journal"
kind = "journal"

[[sinks]]
name = "desk"
kind = "webhook"
url = "http://{HOOK}:{HOOK_PORT}/"
secret_file = "/run/credentials/scraper.service/webhook.key"
"""


def install(box: Box) -> None:
    """Put environment, configuration, unit, user and network in place; nothing is started."""
    _network(box)
    _configuration(box.root / "etc/scraper")
    install_service(box)
    drop_in = box.root / "etc/systemd/system/scraper.service.d/box.conf"
    drop_in.parent.mkdir(exist_ok=True)
    drop_in.write_text(_DROP_IN)
    (packages,) = box.root.glob("opt/scraper/lib/python3*/site-packages")
    shutil.copy(Path(__file__).with_name("hang.py"), packages / "box_hang.py")
    (packages / "box_hang.pth").write_text("import box_hang\n")
    box.output("systemd-sysusers")
    box.output("journalctl", "--update-catalog")
    box.output("useradd", "--no-create-home", "--groups", "scraper", "ana")
    box.output("systemctl", "daemon-reload")


def install_service(box: Box) -> None:
    """Run `scraper install-service` on the box's root."""
    command = [sys.executable, "-m", "scraper", "install-service", "--python", "/usr/bin/python3"]
    command += ["--prefix", str(box.root)]
    subprocess.run(command, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (our own)


def _network(box: Box) -> None:
    for address in (RESOLVER, PRESS, HOOK, ELSEWHERE):
        box.output("ip", "address", "add", f"{address}/32", "dev", "lo")
    resolvers = box.root / "etc/resolv.conf"
    resolvers.unlink(missing_ok=True)
    resolvers.write_text(f"nameserver {RESOLVER}\n")
    for script in ("press.py", "lan.py"):
        shutil.copy(Path(__file__).with_name(script), box.root / "opt" / script)
    _start(box, "press", "/opt/press.py", PRESS, str(PORT))
    _start(box, "lan", "/opt/lan.py", RESOLVER, HOOK, PRESS)


def _start(box: Box, unit: str, *arguments: str) -> None:
    box.output("systemd-run", f"--unit={unit}", "/usr/bin/python3", *arguments)


def _configuration(directory: Path) -> None:
    shutil.copytree(CHECKOUT / "config/topics", directory / "topics")
    (directory / "sources").mkdir()
    (directory / "sources/herald.toml").write_text(_SOURCE)
    (directory / "scraper.toml").write_text(_SETTINGS)
    (directory / "webhook.key").write_text(SECRET)
    (directory / "webhook.key").chmod(0o600)
