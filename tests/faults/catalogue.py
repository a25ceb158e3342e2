"""All faults: those that are played here, those that belong to the service, those that cannot be built."""

from tests.faults.cases import Case
from tests.faults.cases_network import NETWORK_CASES

CASES: tuple[Case, ...] = (*NETWORK_CASES,)
