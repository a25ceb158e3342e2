"""All 117 faults: those that a hostile server plays, and those of the service itself."""

from tests.faults.cases import Case
from tests.faults.cases_content import CONTENT_CASES
from tests.faults.cases_network import NETWORK_CASES
from tests.faults.proofs import NOT_BUILDABLE, PROOFS

CASES: tuple[Case, ...] = (*NETWORK_CASES, *CONTENT_CASES)

IDS = {case.id for case in CASES} | PROOFS.keys() | NOT_BUILDABLE.keys()
