"""The options that every command takes, before or after the verb, and what they stand for."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar, cast

import click

from scraper import config
from scraper.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Where:
    """Where configuration and store are, as the command line says."""

    config: Path | None = None
    database: Path | None = None

    def settings(self, topic: Path | None = None, *, may_lack_sources: bool = False) -> Settings:
        """Return the configuration; raises ConfigError."""
        return config.load(
            config.find_directory(self.config),
            database=self.database,
            topic=topic,
            may_lack_sources=may_lack_sources,
        )

    def store(self) -> Path:
        """Return the database's path without reading more of the configuration than needed."""
        return self.database if self.database is not None else self.settings().database


def takes_where(command: Callable[Concatenate[Where, P], R]) -> Callable[P, R]:
    """Give a command `--config` and `--db`; what stands after the verb overrides what stands before it."""

    @click.option(
        "--config", "config_dir", type=click.Path(path_type=Path), help="Directory of the configuration."
    )
    @click.option("--db", "database", type=click.Path(path_type=Path), help="The store, a SQLite file.")
    @functools.wraps(command)
    def with_where(*args: P.args, **kwargs: P.kwargs) -> R:
        before = click.get_current_context().find_object(Where) or Where()
        config_dir = cast("Path | None", kwargs.pop("config_dir"))
        database = cast("Path | None", kwargs.pop("database"))
        return command(Where(config_dir or before.config, database or before.database), *args, **kwargs)

    return with_where


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")
