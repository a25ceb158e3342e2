"""Commands that need an extra, where it is not installed."""

import sys
from pathlib import Path

import pytest

from scraper.cli.extras import extra
from tests.command_line import run_here

LACKING = [
    pytest.param(
        "fastwarc", ("archive", "export", "{}/pages.warc.gz"), "WARC files need", "warc", id="an export"
    ),
    pytest.param("fastwarc", ("archive", "import", "{}"), "WARC files need", "warc", id="an import"),
    pytest.param("fastwarc", ("backfill", "warc", "{}"), "WARC files need", "warc", id="a backfill"),
    pytest.param("datasette", ("web",), "web pages need", "web", id="web pages"),
]


@pytest.mark.parametrize(("library", "command", "purpose", "name"), LACKING)
def test_a_command_says_which_extra_it_needs_and_how_to_install_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    library: str,
    command: tuple[str, ...],
    purpose: str,
    name: str,
) -> None:
    for module in [*sys.modules]:
        if module.startswith((library, "scraper.adapters.warc", "scraper.web")):
            monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, library, None)
    ended = run_here(*(word.format(tmp_path) for word in command), "--db", tmp_path / "store.db")
    assert (ended.status, ended.err.strip()) == (
        1,
        f"error: {purpose} the extra `{name}`: pip install 'japan-ukraine-monitor[{name}]'",
    )


def test_a_module_of_our_own_that_is_missing_is_a_fault_of_ours() -> None:
    with pytest.raises(ModuleNotFoundError), extra("warc", "WARC files need"):
        raise ModuleNotFoundError("No module named 'scraper.gone'", name="scraper.gone")
