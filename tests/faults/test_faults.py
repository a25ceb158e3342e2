"""Every fault of the table ends as it should, with the loop in time and the memory small."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import pytest_asyncio

from scraper.adapters.parser import ParserPool
from scraper.settings import Workers
from tests.faults.cases import Case
from tests.faults.catalogue import CASES
from tests.faults.play import judged
from tests.faults.stage import Stage, staged

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
