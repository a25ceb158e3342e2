"""What a look at the channels suggests, as a patch of the sources' files."""

import re
import tomllib
from collections.abc import Sequence
from difflib import unified_diff
from typing import Final

from scraper.core.channel_checks import Edit
from scraper.core.source_toml import literal

_TABLE: Final = re.compile(r"[ \t]*\[")
_CHANNEL: Final = re.compile(r"[ \t]*\[\[[ \t]*channels[ \t]*\]\]")
_VALUE: Final = r"""(?P<value>"[^"\n]*"|'[^'\n]*'|[^\s#"']+)"""


def source_patch(text: str, edits: Sequence[Edit]) -> str:
    """Return a unified diff of one source's file, `text`, for `patch -p1` in the configuration's directory.

    Empty where there is nothing to change. Raises ValueError where the file is written in a way that a
    patch of single lines does not fit, an inline array of channels for one.
    """
    if not edits:
        return ""
    name = f"sources/{edits[0].source}.toml"
    lines = text.splitlines(keepends=True)
    for edit in edits:
        _apply(edit, lines)
    after = "".join(lines)
    channels = tomllib.loads(after)["channels"]
    if any(channels[edit.position].get(edit.field) != edit.after for edit in edits):
        raise ValueError(f"{name}: the change would not arrive where it belongs")
    return "".join(unified_diff(text.splitlines(keepends=True), lines, f"a/{name}", f"b/{name}"))


def _apply(edit: Edit, lines: list[str]) -> None:
    """Set one key of one channel: in its line, else in a new line below the channel's address."""
    heads = [number for number, line in enumerate(lines) if _CHANNEL.match(line)]
    if edit.position >= len(heads):
        raise ValueError(f"sources/{edit.source}.toml: channel {edit.position} has no table of its own")
    begin = heads[edit.position] + 1
    end = next((at for at in range(begin, len(lines)) if _TABLE.match(lines[at])), len(lines))
    value = literal(edit.after)
    for at in range(begin, end):
        if found := re.match(rf"[ \t]*{edit.field}[ \t]*=[ \t]*{_VALUE}", lines[at]):
            lines[at] = lines[at][: found.start("value")] + value + lines[at][found.end("value") :]
            return
    place = next((at for at in range(begin, end) if re.match(r"[ \t]*url[ \t]*=", lines[at])), begin)
    lines.insert(place + 1, f"{edit.field} = {value}\n")
