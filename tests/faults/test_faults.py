"""Every fault of the table ends as it should, with the loop in time and the memory small."""

import ast
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from scraper.adapters.parser import ParserPool
from scraper.settings import Workers
from tests.faults.cases import Case
from tests.faults.catalogue import CASES, IDS
from tests.faults.play import judged
from tests.faults.proofs import NOT_BUILDABLE, PROOFS
from tests.faults.stage import ROOT, Stage, staged
from tests.systemd.check_service import CHECKS

# The same faults with the deadline of production: `make faults`.
DEADLINE = timedelta(seconds=1.5)

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage() -> AsyncIterator[Stage]:
    async with (
        ParserPool(Workers(deadline=timedelta(seconds=3))) as parser,
        staged(DEADLINE, parser) as stage,
    ):
        yield stage


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in CASES])
async def test_the_fault_ends_as_it_should(case: Case, stage: Stage) -> None:
    assert (await judged(case, stage)).complaints == []


async def test_every_id_of_the_catalogue_is_played_or_excused() -> None:
    assert len(IDS) == 117
    assert len(NOT_BUILDABLE) <= 8


async def test_what_proves_a_fault_of_the_service_exists() -> None:
    named = {name for proof in PROOFS.values() for name in proof.tests}
    for path in sorted({name.partition("::")[0] for name in named}):
        tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
        functions = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        missing = {name for name in named if name.startswith(f"{path}::")} - {
            f"{path}::{f}" for f in functions
        }
        assert missing == set()
    boxed = {name for proof in PROOFS.values() for name in proof.box}
    assert boxed <= {check.__name__ for check in CHECKS}
    assert all(proof.tests or proof.box for proof in PROOFS.values())
