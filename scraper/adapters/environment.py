"""A virtual environment for the service, copied from what this program runs on: no network is asked."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from scraper.errors import ScraperError

DISTRIBUTION: Final = "japan-ukraine-monitor"
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA: Final = re.compile(r"extra == ['\"]([a-z0-9-]+)['\"]")
EXTRAS: Final = ("metrics", "notify", "warc", "web")
"""Of ours, those of use to the service and its operators."""
_HIDDEN: Final = ("/root/", "/home/", "/run/user/")
"""What ProtectHome= hides from the service."""
_SCRIPT: Final = """#!{python} -P
import sys
from scraper.cli import main
sys.exit(main())
"""


def default_python() -> Path:
    """Return the interpreter that a virtual environment of ours builds on."""
    return Path(getattr(sys, "_base_executable", sys.executable)).resolve()


def make_environment(directory: Path, python: Path, seen_as: Path) -> None:
    """Make an environment at `directory`, which the host sees as `seen_as`; raises ScraperError.

    `python` must be of the version that runs now: compiled packages are copied as they are. An environment
    that is the one we run in stays as it is.
    """
    if directory.resolve() == Path(sys.prefix).resolve():
        return
    if str(python.resolve()).startswith(_HIDDEN):
        raise ScraperError(f"{python} is hidden from the service: name another interpreter with --python")
    ours = f"{sys.version_info.major}.{sys.version_info.minor}"
    if _output(python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])") != ours:
        raise ScraperError(f"{python} is not Python {ours}, which this program runs on")
    _output(python, "-m", "venv", "--without-pip", "--clear", str(directory))
    packages = directory / "lib" / f"python{ours}" / "site-packages"
    for needed in _closure():
        _copy(needed, packages)
    own = Path(__file__).parents[1]
    shutil.copytree(own, packages / "scraper", ignore=shutil.ignore_patterns("__pycache__"))
    script = directory / "bin" / "scraper"
    script.write_text(_SCRIPT.format(python=seen_as / "bin/python"), encoding="utf-8")
    script.chmod(0o755)
    _output(directory / "bin/python", "-P", "-c", "import scraper.cli, scraper.daemon")


def _output(*command: str | Path) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  (an operator's)
    except (OSError, subprocess.CalledProcessError) as error:
        said = getattr(error, "stderr", "") or str(error)
        raise ScraperError(f"{command[0]}: {said.strip()}") from error
    return done.stdout.strip()


def _closure() -> Iterator[Distribution]:
    """Yield every distribution that ours requires, directly or not, with the extras that are installed."""
    seen, waiting = {DISTRIBUTION}, [distribution(DISTRIBUTION)]
    while waiting:
        package = waiting.pop()
        extras = EXTRAS if package.name == DISTRIBUTION else ()
        for requirement in package.requires or ():
            named = _NAME.match(requirement)
            extra = _EXTRA.search(requirement)
            if named is None or (extra is not None and extra[1] not in extras):
                continue
            name = re.sub(r"[-_.]+", "-", named[0]).lower()
            if name in seen:
                continue
            seen.add(name)
            try:
                found = distribution(name)
            except PackageNotFoundError:
                continue  # its marker is of another platform, or its extra not installed
            waiting.append(found)
            yield found


def _copy(package: Distribution, packages: Path) -> None:
    for file in package.files or ():
        if ".." in file.parts or "__pycache__" in file.parts:
            continue  # scripts and caches
        target = packages / file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(str(package.locate_file(file)), target)
