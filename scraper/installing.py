"""The service's files on a host: what goes where, and putting it there."""

import os
import socket
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlsplit

from scraper.core.address_wall import drop_in, nameservers
from scraper.settings import Settings

UNITS: Final = Path(__file__).parent / "units"
"""The files of `systemd/`, which travel inside the package."""
CONFIGURATION: Final = Path("/etc/scraper")
_PLACES: Final = {
    "scraper.service": "/etc/systemd/system/scraper.service",
    "scraper-failure@.service": "/etc/systemd/system/scraper-failure@.service",
    "scraper.sysusers": "/etc/sysusers.d/scraper.conf",
    "scraper.catalog": "/usr/lib/systemd/catalog/scraper.catalog",
}
DROP_IN: Final = Path("/etc/systemd/system/scraper.service.d/10-addresses.conf")
AFTERWARDS: Final = (
    "systemd-sysusers",
    "journalctl --update-catalog",
    "systemctl daemon-reload",
    "editor /etc/scraper/scraper.toml    # at least: network.contact",
    "/opt/scraper/bin/scraper check --config /etc/scraper",
    "systemctl enable --now scraper",
)

Fate = Literal["new", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True)
class ServiceFile:
    """One file of the installed service."""

    path: Path
    """Absolute, as the host sees it."""
    content: bytes


def configuration_files(shipped: Path) -> Iterator[ServiceFile]:
    """Yield the default configuration, for a host that has none: one that exists is the operator's."""
    for path in sorted(shipped.rglob("*.toml")):
        yield ServiceFile(CONFIGURATION / path.relative_to(shipped), path.read_bytes())


def service_files(settings: Settings, resolvers: str) -> Iterator[ServiceFile]:
    """Yield what the service needs besides configuration and virtual environment.

    The address wall must let through the sinks of `settings` and what `resolvers`, the text of resolv.conf,
    names.
    """
    for name, place in _PLACES.items():
        yield ServiceFile(Path(place), (UNITS / name).read_bytes())
    wall = drop_in({"Resolvers of /etc/resolv.conf": nameservers(resolvers), **_reached(settings)})
    if wall:
        yield ServiceFile(DROP_IN, wall.encode())


def resolvers_of(root: Path) -> str:
    """Return the text of a root's resolv.conf; of this host's where that root has none."""
    for path in (root / "etc/resolv.conf", Path("/etc/resolv.conf")):
        if path.is_file():
            return path.read_text(encoding="utf-8", errors="replace")
    return ""


def _reached(settings: Settings) -> dict[str, Sequence[str]]:
    """Return what the service calls besides news sites: the purpose -> its IP addresses."""
    reached = {f"Sink {sink.name}": _addresses(sink.url) for sink in settings.sinks if sink.url}
    if settings.network.proxy:
        reached["The proxy"] = _addresses(settings.network.proxy)
    return reached


def _addresses(url: str) -> Sequence[str]:
    """Return the addresses of a URL's host; none where it has no name now."""
    try:
        found = socket.getaddrinfo(urlsplit(url).hostname, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(str(address[0]).partition("%")[0] for *_, address in found)


def put(file: ServiceFile, prefix: Path, *, dry_run: bool) -> Fate:
    """Put a file in place under `prefix`, whole or not at all; return what becomes of the place."""
    target = prefix / file.path.relative_to("/")
    if target.exists():
        if target.read_bytes() == file.content:
            return "unchanged"
        fate: Fate = "replaced"
    else:
        fate = "new"
    if not dry_run:
        _write(target, file.content)
    return fate


def _write(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as draft:
        draft.write(content)
        draft.flush()
        os.fsync(draft.fileno())
    path = Path(draft.name)
    path.chmod(0o644)
    path.replace(target)
