"""`scraper alerts test`: whether a configured sink takes an alert."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from scraper.cli import scraper
from scraper.errors import DeliveryError, ScraperError

SETTINGS = """
[[sinks]]
name = "log"
kind = "journal"

[[sinks]]
name = "desk"
kind = "webhook"
url = "http://127.0.0.1:9/"
secret_file = "key"
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    for name in ("topics", "sources"):
        (tmp_path / name).symlink_to(Path("config").resolve() / name)
    (tmp_path / "scraper.toml").write_text(SETTINGS)
    (tmp_path / "key").write_text("of no secret")
    return tmp_path


def test_a_sink_that_takes_an_alert_says_so(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JOURNAL_STREAM", raising=False)
    done = CliRunner().invoke(scraper, ["alerts", "test", "log", "--config", str(config)])
    assert done.exit_code == 0, done.output
    assert "ALERT ops test: a test of log: nothing happened" in done.output
    assert "log took it" in done.output


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        pytest.param("desk", DeliveryError, "desk: ConnectError", id="one that does not answer"),
        pytest.param("pigeon", ScraperError, "configured are log, desk", id="one that is not configured"),
    ],
)
def test_a_sink_that_takes_none_is_an_error(
    config: Path, name: str, error: type[Exception], said: str
) -> None:
    done = CliRunner().invoke(scraper, ["alerts", "test", name, "--config", str(config)])
    assert isinstance(done.exception, error)
    assert said in str(done.exception)
