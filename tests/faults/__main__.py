"""`python -m tests.faults`: plays every fault with the deadline of production and tells how each ended.

Writes build/faults.json: `{id: {"expected", "got", "ok", "seconds"}}`. Exit 1 where one ended badly.
"""

import argparse
import asyncio
import json
import sys
from datetime import timedelta
from typing import TypedDict

from scraper.adapters.parser import ParserPool
from scraper.settings import Network, Workers
from tests.faults.catalogue import CASES
from tests.faults.play import Played, judged
from tests.faults.proofs import NOT_BUILDABLE, PROOFS
from tests.faults.proving import prove
from tests.faults.stage import ROOT, staged


class Told(TypedDict):
    """What is told of one id."""

    expected: str
    got: str
    ok: bool
    seconds: float


async def play_all(deadline: timedelta, only: set[str]) -> list[Played]:
    ended = []
    async with ParserPool(Workers()) as parser, staged(deadline, parser) as stage:
        for case in CASES:
            if only and case.id not in only:
                continue
            ended.append(await judged(case, stage))
            _say(_line(ended[-1]))
    return ended


def _line(one: Played) -> str:
    cost = one.cost
    verdict = "; ".join(one.complaints) or "ok"
    return (
        f"{one.case.name:<64} {one.got:<48} {cost.seconds:6.2f} s  lag {cost.lag:4.2f} s"
        f"  +{cost.grown / 2**20:3.0f} MB  {verdict}"
    )


def by_id(ended: list[Played]) -> dict[str, Told]:
    """Return one entry an id: its forms joined, and all well only if each is."""
    told: dict[str, Told] = {}
    for one in ended:
        forms = [other for other in ended if other.case.id == one.case.id]
        told[one.case.id] = {
            "expected": "; ".join(dict.fromkeys(form.case.expected for form in forms)),
            "got": "; ".join(dict.fromkeys(form.got for form in forms)),
            "ok": not any(form.complaints for form in forms),
            "seconds": round(sum(form.cost.seconds for form in forms), 2),
        }
    for name, why in NOT_BUILDABLE.items():
        told[name] = {
            "expected": "not buildable",
            "got": f"not buildable: {why}",
            "ok": True,
            "seconds": 0.0,
        }
    return dict(sorted(told.items()))


def proved(only: set[str]) -> dict[str, Told]:
    """Run the checks of what befalls the service itself."""
    wanted = {id_: proof for id_, proof in PROOFS.items() if not only or id_ in only}
    ended = prove(wanted) if wanted else {}
    return {
        id_: {"expected": wanted[id_].expected, "got": got, "ok": ok, "seconds": round(seconds, 2)}
        for id_, (got, ok, seconds) in ended.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("ids", nargs="*", help="play these alone, and write nothing")
    production = Network().deadline.total_seconds()
    parser.add_argument(
        "--deadline", type=float, default=production, help="seconds for one fetch (%(default)s)"
    )
    given = parser.parse_args()
    ended = asyncio.run(play_all(timedelta(seconds=given.deadline), set(given.ids)))
    told = by_id(ended) | proved(set(given.ids))
    bad = [id_ for id_, one in told.items() if not one["ok"]]
    _say("")
    for id_, one in sorted(told.items()):
        _say(f"{id_}  {'ok ' if one['ok'] else 'BAD'}  {one['got']}")
    if not given.ids:
        target = ROOT / "build" / "faults.json"
        target.parent.mkdir(exist_ok=True)
        text = json.dumps(dict(sorted(told.items())), indent=1, ensure_ascii=False)
        target.write_text(text + "\n", encoding="utf-8")
    _say(f"\n{len(told)} ids, {len(NOT_BUILDABLE)} of them not buildable, {len(bad)} ended badly")
    return 1 if bad or not told else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
