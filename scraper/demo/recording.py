"""A picture of the live view for a README: SVG, made by the program that it shows."""

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import SVG_EXPORT_THEME

from scraper.demo.screen import Moment, picture

TITLE = "scraper demo"
WEB_FONT = re.compile(r"@font-face \{[^}]*\}")


def save_recording(moment: Moment, path: Path) -> None:
    """Write the picture of a moment to `path`; it loads nothing from anywhere."""
    console = Console(
        record=True, file=io.StringIO(), width=80, force_terminal=True, color_system="truecolor"
    )
    console.print(picture(moment))
    svg = console.export_svg(title=TITLE, theme=SVG_EXPORT_THEME, unique_id="demo")
    path.write_text(WEB_FONT.sub("", svg), encoding="utf-8")
