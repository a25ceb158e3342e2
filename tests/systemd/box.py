"""A real systemd in a box: the host's own root under an overlay, booted by systemd-nspawn, gone afterwards.

Needs root, systemd-container, overlayfs and cgroup v2 (on a hybrid host under /sys/fs/cgroup/unified).
MemoryMax= and TasksMax= bind only where their controllers are on cgroup v2.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

NAME: Final = "scraper-box"
BOOT_LIMIT: Final = 60.0
"""Seconds until systemd has started everything."""

# What runs inside a mount namespace of its own; no cgroup namespace, which systemd-nspawn could not use.
_BOOT: Final = """
set -e
umount --lazy /sys/fs/cgroup
mount -t cgroup2 cgroup2 /sys/fs/cgroup
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
: > "$1/root/etc/machine-id"
for unit in console-getty systemd-networkd systemd-resolved systemd-timesyncd; do
    ln -sf /dev/null "$1/root/etc/systemd/system/$unit.service"
done
exec systemd-nspawn --quiet --boot --register=no --keep-unit --private-network --console=pipe \\
    --link-journal=no --machine="$2" --directory="$1/root" --system-call-filter=bpf \\
    --capability=CAP_BPF,CAP_NET_ADMIN,CAP_PERFMON
"""


def missing() -> str:
    """Return what this machine lacks to boot a box; empty where nothing is known to be missing."""
    if os.geteuid() != 0:
        return "not root"
    absent = [
        program for program in ("systemd-nspawn", "unshare", "nsenter") if shutil.which(program) is None
    ]
    if absent:
        return f"not installed: {', '.join(absent)}"
    return "" if _cgroup() is not None else "no cgroup v2"


def _cgroup() -> Path | None:
    mounts = (Path("/sys/fs/cgroup/unified"), Path("/sys/fs/cgroup"))
    return next((mount for mount in mounts if (mount / "cgroup.controllers").exists()), None)


class Box:
    """A machine that lives as long as the `with` block."""

    def __init__(self) -> None:
        mount = _cgroup()
        if mount is None:
            raise RuntimeError("no cgroup v2")
        self._group = mount / NAME
        self._directory = tempfile.mkdtemp(prefix="box-")
        self._leader = 0
        self._nspawn: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._group.mkdir(exist_ok=True)
        enter = ("sh", "-c", 'echo $$ > "$1"; shift; exec "$@"', "sh", str(self._group / "cgroup.procs"))
        arguments = (self._directory, NAME)
        self._nspawn = subprocess.Popen(  # noqa: S603 - what was just put together
            [*enter, "unshare", "--mount", "--propagation", "private", "sh", "-c", _BOOT, "sh", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        try:
            self.wait("systemd is up", self._booted, BOOT_LIMIT)
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def root(self) -> Path:
        """The root of the box as its host sees it."""
        return Path(f"/proc/{self._leader}/root")

    def run(self, *command: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command in the box as its root; the result is returned, whatever it is."""
        inside = ["nsenter", "--all", "--target", str(self._leader), *command]
        return subprocess.run(  # noqa: S603 - the checks' own commands
            inside,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            start_new_session=True,
        )

    def output(self, *command: str) -> str:
        """Return what a command printed; raises CalledProcessError where it failed."""
        done = self.run(*command)
        done.check_returncode()
        return done.stdout.strip()

    def wait(self, what: str, true: Callable[[], bool], seconds: float = 30.0) -> float:
        """Return how many seconds it took until `true`; raises TimeoutError."""
        began = time.monotonic()
        while not true():
            if time.monotonic() - began > seconds:
                raise TimeoutError(f"not within {seconds:g} s: {what}")
            time.sleep(0.1)
        return time.monotonic() - began

    def _booted(self) -> bool:
        if self._nspawn is None or self._nspawn.poll() is not None:
            raise RuntimeError("systemd-nspawn ended")
        self._leader = next((pid for pid in _children(self._nspawn.pid) if _name(pid) == "systemd"), 0)
        if not self._leader:
            return False
        return self.run("systemctl", "is-system-running").stdout.strip() in {"running", "degraded"}

    def _stop(self) -> None:
        if self._nspawn is not None:
            self._nspawn.send_signal(signal.SIGTERM)
            try:
                self._nspawn.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self._nspawn.kill()
                self._nspawn.wait()
        Path(self._directory).rmdir()
        with contextlib.suppress(
            OSError
        ):  # a kernel that is still busy with it: the next box takes it over
            for group in [*sorted(self._group.rglob("*/"), reverse=True), self._group]:
                group.rmdir()


def _children(pid: int) -> Sequence[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""
