"""How a fetch, a page, a link or a poll ended: the one vocabulary of reason codes.

Codes are stored, logged and counted, so a member is never renamed; a new one may be added anywhere.

    ok -------------- taken in as an article
    unchanged ------- not_modified, unchanged_body, nothing_new
    off topic ------- off_topic_gate (cheap), off_topic (judged)
    refused --------- what we or the protocol forbid: forbidden addresses, robots, sizes, bombs
    failed, soft ---- may pass by itself: time-outs, DNS, 5xx, 429, soft 404
    failed, hard ---- stays until somebody acts: 410, TLS, a page that cannot be read
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Outcome(StrEnum):
    """The reason code of one fetch, one page, one link or one poll."""

    # It went well.
    OK = "ok"
    NOT_MODIFIED = "not_modified"
    UNCHANGED_BODY = "unchanged_body"
    NOTHING_NEW = "nothing_new"
    PENDING = "pending"
    OFF_TOPIC_GATE = "off_topic_gate"
    OFF_TOPIC = "off_topic"
    NOT_AN_ARTICLE = "not_an_article"
    OUT_OF_RANGE = "out_of_range"

    # Our side of the network, or the way to the site.
    DNS_FAILED = "dns_failed"
    CONNECT_FAILED = "connect_failed"
    TLS_INVALID = "tls_invalid"
    TIMED_OUT = "timed_out"
    TOO_SLOW = "too_slow"
    CONNECTION_LOST = "connection_lost"
    PROTOCOL_ERROR = "protocol_error"
    OUR_OUTAGE = "our_outage"

    # Addresses that are never fetched.
    SCHEME_FORBIDDEN = "scheme_forbidden"
    PORT_FORBIDDEN = "port_forbidden"
    ADDRESS_FORBIDDEN = "address_forbidden"
    URL_INVALID = "url_invalid"
    DOWNGRADE_FORBIDDEN = "downgrade_forbidden"
    ROBOTS_DISALLOWED = "robots_disallowed"
    ROBOTS_UNREACHABLE = "robots_unreachable"

    # What the server answered.
    TOO_MANY_REDIRECTS = "too_many_redirects"
    BAD_REDIRECT = "bad_redirect"
    BAD_STATUS = "bad_status"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    GONE = "gone"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    SERVER_ERROR = "server_error"

    # What its body was.
    TOO_LARGE = "too_large"
    DECOMPRESSION_BOMB = "decompression_bomb"
    BAD_ENCODING = "bad_encoding"
    TRUNCATED = "truncated"
    SUSPECT_EMPTY = "suspect_empty"
    BAD_CHARSET = "bad_charset"
    BLOCKED_CHALLENGE = "blocked_challenge"
    CONSENT_WALL = "consent_wall"
    PAYWALL_STUB = "paywall_stub"
    SOFT_404 = "soft_404"
    REDIRECTED_AWAY = "redirected_away"
    NOT_A_FEED = "not_a_feed"
    BAD_XML = "bad_xml"
    BAD_JSON = "bad_json"
    NO_LINKS = "no_links"
    NO_ARTICLE = "no_article"

    # What the parser process did.
    PARSE_TIMED_OUT = "parse_timed_out"
    PARSER_DIED = "parser_died"
    PARSER_ERROR = "parser_error"

    # The end of a retry.
    GAVE_UP = "gave_up"

    # Our own fault.
    INTERNAL_ERROR = "internal_error"


FAILURE_WEIGHT: Final = MappingProxyType(
    {
        Outcome.DNS_FAILED: 0.25,
        Outcome.CONNECT_FAILED: 0.5,
        Outcome.TIMED_OUT: 0.5,
        Outcome.TOO_SLOW: 0.5,
        Outcome.CONNECTION_LOST: 0.5,
        Outcome.NOT_FOUND: 0.5,
        Outcome.RATE_LIMITED: 0.5,
        Outcome.UNAVAILABLE: 0.5,
        Outcome.SERVER_ERROR: 0.5,
        Outcome.SUSPECT_EMPTY: 0.5,
        Outcome.SOFT_404: 0.5,
        Outcome.REDIRECTED_AWAY: 0.5,
        Outcome.ROBOTS_UNREACHABLE: 0.5,
        Outcome.OUR_OUTAGE: 0.0,
    }
)
"""How much one failure of an index counts towards backing off, 0 to 1; what is not named counts 1."""

SUCCESSES: Final = frozenset(
    {
        Outcome.OK,
        Outcome.NOT_MODIFIED,
        Outcome.UNCHANGED_BODY,
        Outcome.NOTHING_NEW,
        Outcome.PENDING,
        Outcome.OFF_TOPIC,
        Outcome.OFF_TOPIC_GATE,
        Outcome.NOT_AN_ARTICLE,
        Outcome.OUT_OF_RANGE,
    }
)
"""Outcomes after which nothing is wrong with the source."""

ROAD_CLOSED: Final = frozenset(
    {
        Outcome.RATE_LIMITED,
        Outcome.DNS_FAILED,
        Outcome.CONNECT_FAILED,
        Outcome.OUR_OUTAGE,
        Outcome.ROBOTS_UNREACHABLE,
    }
)
"""The way to the site is shut: not the link's fault, and its neighbours would only meet the same."""


def failure_weight(outcome: Outcome) -> float:
    """Return how much `outcome` counts towards backing off: 0 for a success, else above 0, at most 1."""
    if outcome in SUCCESSES:
        return 0.0
    return FAILURE_WEIGHT.get(outcome, 1.0)
