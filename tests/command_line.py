"""The command line within the tests' own process, which saves the start of one."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from scraper.cli import main
from tests.conftest import Ended


def run_here(*arguments: str | Path) -> Ended:
    """Run `scraper ...` as `run_scraper` does, but here; one at a time."""
    out, err = io.StringIO(), io.StringIO()
    status: object = 0
    words = ["scraper", *map(str, arguments)]
    with patch.object(sys, "argv", words), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
    assert isinstance(status, int)
    return Ended(status, out.getvalue(), err.getvalue())
