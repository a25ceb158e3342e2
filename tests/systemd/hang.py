"""Makes a part of the running daemon hang on demand; a .pth file imports it at the start, in the box alone.

A file /run/scraper/hang that says `delivery` or `writer` does it. The silence that is allowed is shortened,
so that a check need not wait for minutes.
"""

import asyncio
import gc
import sys
import threading
import time
from pathlib import Path

ORDER = Path("/run/scraper/hang")


def obey() -> None:
    while not ORDER.exists():
        time.sleep(0.2)
    from scraper import daemon, watchdog  # noqa: PLC0415  (not before the daemon itself)
    from scraper.adapters.sqlite import writer  # noqa: PLC0415

    for progress in [one for one in gc.get_objects() if type(one) is watchdog.Progress]:
        progress._allowed = dict.fromkeys(progress._allowed, 3.0) | {"housekeep": 1e6, "health": 1e6}
    if ORDER.read_text().strip() == "writer":
        vars(writer)["immediate"] = lambda _: time.sleep(1e6)
    else:
        vars(daemon)["deliver"] = _never


async def _never(*_: object, **__: object) -> None:
    await asyncio.Event().wait()


if "run" in sys.orig_argv:
    threading.Thread(target=obey, daemon=True).start()
