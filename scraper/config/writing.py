"""Writing a source's file: only what can be read back just as it is meant."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from scraper.config.sources import read_source
from scraper.core.source_toml import source_toml
from scraper.errors import ConfigError, Problem
from scraper.types import Source


def write_source(directory: Path, source: Source, comments: Mapping[str, str]) -> Path:
    """Write `sources/<id>.toml`, which must not be there yet, and return its path.

    Raises ConfigError where the source could not be read back, or its file cannot be written.
    """
    shown = f"sources/{source.id}.toml"
    text = source_toml(source, comments)
    problems: list[Problem] = []
    read_source(tomllib.loads(text), shown, source.id, problems)
    if problems:
        raise ConfigError(problems)
    path = directory / shown
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigError([Problem(shown, "the file", "is there already: choose another --id")]) from None
    except OSError as error:
        raise ConfigError([Problem(shown, "the file", f"cannot be written: {error.strerror}")]) from error
    return path
