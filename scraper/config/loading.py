"""A directory of TOML files -> Settings, or every problem in them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from scraper.config.files import read_document, source_files
from scraper.config.program import Program, read_program
from scraper.config.sources import read_source
from scraper.core.topic import Topic, read_topic
from scraper.errors import ConfigError, Problem
from scraper.settings import Settings
from scraper.types import Source

PROGRAM_FILE = "scraper.toml"
SYSTEM_DIRECTORY = Path("/etc/scraper")


def find_directory(explicit: Path | None = None) -> Path:
    """Return where the configuration is: `explicit`, else ./config, /etc/scraper, or the one shipped.

    Only `explicit` may name a directory that does not exist; `load` says so.
    """
    if explicit is not None:
        return explicit
    for candidate in (Path("config"), SYSTEM_DIRECTORY):
        if (candidate / PROGRAM_FILE).is_file():
            return candidate
    return shipped_directory()


def shipped_directory() -> Path:
    """Return the default configuration, which travels inside the package."""
    return Path(__file__).parents[1] / "shipped"


def load(
    directory: Path,
    *,
    database: Path | None = None,
    topic: Path | None = None,
    may_lack_sources: bool = False,
) -> Settings:
    """Return the configuration of a directory; `database` and `topic` replace what it names.

    Raises ConfigError with every problem of every file. `may_lack_sources`: the command adds the first.
    """
    problems: list[Problem] = []
    shown = directory.name or str(directory)
    program = _program(directory / PROGRAM_FILE, f"{shown}/{PROGRAM_FILE}", problems)
    topic_path = topic if topic is not None else directory / program.topic
    topic_shown = str(topic) if topic is not None else f"{shown}/{program.topic}"
    found_topic = _topic(topic_path, topic_shown, problems)
    queries = found_topic.queries if found_topic is not None else {}
    files = source_files(directory / "sources", f"{shown}/sources", problems, may_be_empty=may_lack_sources)
    sources = _sources(files, f"{shown}/sources", queries, problems)
    if problems or found_topic is None:
        raise ConfigError(problems)
    return Settings(
        database=database if database is not None else program.database,
        topic=found_topic,
        sources=sources,
        network=program.network,
        workers=program.workers,
        schedule=program.schedule,
        policy=program.policy,
        retention=program.retention,
        sinks=program.sinks,
        log_level=program.log_level,
        metrics=program.metrics,
        canary=program.canary,
    )


def load_topic_document(directory: Path, topic: Path | None = None) -> Mapping[str, object]:
    """Return the document of the configured topic, or of the file `topic`; raises ConfigError.

    It travels to workers of which each compiles it for itself.
    """
    problems: list[Problem] = []
    program = _program(directory / PROGRAM_FILE, PROGRAM_FILE, problems)
    path = topic if topic is not None else directory / program.topic
    document = read_document(path, str(path), problems)
    if document is None:
        raise ConfigError(problems)
    return document


def _program(path: Path, shown: str, problems: list[Problem]) -> Program:
    document = read_document(path, shown, problems)
    return read_program({} if document is None else document, shown, path.parent, problems)


def _topic(path: Path, shown: str, problems: list[Problem]) -> Topic | None:
    document = read_document(path, shown, problems)
    if document is None:
        return None
    try:
        return read_topic(document, shown)
    except ConfigError as error:
        problems.extend(error.problems)
        return None


def _sources(
    files: Sequence[Path], shown: str, queries: Mapping[str, str], problems: list[Problem]
) -> tuple[Source, ...]:
    sources = []
    for path in files:
        file = f"{shown}/{path.name}"
        document = read_document(path, file, problems)
        if document is not None:
            sources.append(read_source(document, file, path.stem, problems, queries))
    return tuple(sources)
