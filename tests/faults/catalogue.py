"""All 117 faults: those that are played here, and those of the service, which are played elsewhere."""

from tests.faults.cases import Case
from tests.faults.cases_content import CONTENT_CASES
from tests.faults.cases_network import NETWORK_CASES

CASES: tuple[Case, ...] = (*NETWORK_CASES, *CONTENT_CASES)

SERVICE_AREAS = {
    "inject": "F088 F089 F090 F091 F092 F093 F094 F095 F097",
    "proc": "F103 F104 F105 F106 F107 F109 F110 F111 F112 F114 F115 F116",
    "clock": "F117 F118 F119 F120 F121",
    "sched": "F123 F124",
    "disk": "F125 F126 F127 F128",
    "db": "F129 F130 F132 F133 F134 F135 F136 F138",
    "unit": "F139 F140 F141 F142",
}
"""Ids by area of what happens to the service itself: its process, clock, disk, database and unit."""

NOT_BUILDABLE: dict[str, str] = {}
"""Id -> why it cannot be built on loopback."""
