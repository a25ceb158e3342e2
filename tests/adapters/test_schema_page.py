"""The schema explains itself, and the page about it is true."""

import re
from pathlib import Path

from scraper.adapters.sqlite.schema_page import current_page

DOCS = Path(__file__).parent.parent.parent / "docs"


def test_the_page_about_the_schema_is_made_from_the_schema() -> None:
    written = (DOCS / "schema.md").read_text(encoding="utf-8")
    assert written == current_page(), "python -m scraper.adapters.sqlite.schema_page > docs/schema.md"


def test_every_table_and_view_says_what_it_is() -> None:
    sections = re.split(r"^### ", current_page(), flags=re.MULTILINE)[1:]
    silent = [section.split("\n", 1)[0] for section in sections if not re.match(r"\w+\n\n[A-Z]", section)]
    assert len(sections) > 30
    assert silent == []
