"""Whatever a document holds, reading it ends in a value and a list of problems."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from scraper.config.program import read_program
from scraper.config.sources import read_source
from scraper.errors import Problem

NAMES = """
id name home country languages zone channels rules twins interval items_per_day store enabled url
kind role links items fields confirmation confirmed_on pattern replacement body drop drop_lines
cited_source x date_formats valid_until database topic network contact proxy allow_private hosts
deadline raw_limit workers schedule shortest policy alert_grade baseline near_duplicate retention
sinks secret_file log_level
"""
KEYS = st.sampled_from(NAMES.split())
NEARLY_RIGHT = (
    "https://a.test/ en UA Europe/Kyiv 15m feed json (a+)+ ^a$ p>a \\1 a.b %H 127.0.0.1:80 webhook"
)
TEXTS = st.text(max_size=12) | st.sampled_from(NEARLY_RIGHT.split())
NUMBERS = st.booleans() | st.integers() | st.floats()
VALUES = st.recursive(
    TEXTS | NUMBERS | st.dates() | st.datetimes(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, max_size=10)


@given(DOCUMENTS)
def test_any_document_is_read_as_a_source(document: dict[str, object]) -> None:
    problems: list[Problem] = []
    source = read_source(document, "sources/x.toml", "x", problems)
    assert problems or (source.id == "x" and source.languages and source.channels)
    assert all(problem.file == "sources/x.toml" and problem.remedy for problem in problems)


@given(DOCUMENTS)
def test_any_document_is_read_as_the_program_s(document: dict[str, object]) -> None:
    problems: list[Problem] = []
    program = read_program(document, "scraper.toml", Path("config"), problems)
    assert isinstance(program.database, Path)
    assert program.log_level in ("debug", "info", "warning", "error")
    unknown = set(document) & {"id", "name", "x", "zone"}
    assert unknown <= {problem.key for problem in problems}
