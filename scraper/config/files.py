"""Reading the configuration's files: the only part of it that touches the disk."""

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scraper.errors import Problem

LARGEST: Final = 1024 * 1024
"""Bytes of one configuration file; more is a mistake."""


def read_document(path: Path, shown: str, problems: list[Problem]) -> dict[str, object] | None:
    """Return the TOML document at `path`; None, with a problem noted, where there is none to be had."""
    text = _read_text(path, shown, problems)
    if text is None:
        return None
    if not text.strip():
        problems.append(Problem(shown, "the file", "is empty; see docs/adding-a-source.md or remove it"))
        return None
    try:
        return tomllib.loads(text)
    except RecursionError:
        problems.append(Problem(shown, "the file", "is nested too deeply"))
    except ValueError as error:  # TOMLDecodeError, and int() on absurdly long numbers
        problems.append(Problem(shown, "the file", f"is not TOML: {error}"))
    return None


def _read_text(path: Path, shown: str, problems: list[Problem]) -> str | None:
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        problems.append(Problem(shown, "the file", "is missing"))
        return None
    except OSError as error:
        problems.append(Problem(shown, "the file", f"cannot be read: {error.strerror}"))
        return None
    if len(raw) > LARGEST:
        problems.append(Problem(shown, "the file", f"is larger than {LARGEST} bytes"))
        return None
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.append(Problem(shown, "the file", "is in UTF-16; save it as UTF-8"))
        return None
    try:
        return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(Problem(shown, f"line {line}", "is not UTF-8; save the file as UTF-8"))
        return None


def source_files(
    directory: Path, shown: str, problems: list[Problem], *, may_be_empty: bool
) -> Sequence[Path]:
    """Return the files `*.toml` of a directory, by name; what editors leave behind is passed over."""
    try:
        found = sorted(path for path in directory.iterdir() if path.suffix == ".toml")
    except FileNotFoundError:
        if not may_be_empty:
            problems.append(Problem(shown, "the directory", "is missing"))
        return ()
    except OSError as error:
        problems.append(Problem(shown, "the directory", f"cannot be read: {error.strerror}"))
        return ()
    files = [path for path in found if not path.name.startswith((".", "#"))]
    if not files and not may_be_empty:
        problems.append(
            Problem(shown, "the directory", "holds no source; add one with `scraper sources add`")
        )
    return files
