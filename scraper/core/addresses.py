"""Which addresses may be fetched at all: the wall against forged requests (OWASP: SSRF).

Two gates, both here: `vet` reads the address as written, `is_public` judges each resolved IP address at the
moment of connecting. Every fetch passes both, redirects and robots.txt included.
"""

import ipaddress
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from ada_url import URL, HostType

from scraper.errors import Disallowed
from scraper.outcomes import Outcome

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

LONGEST: Final = 8192
"""Characters of the longest address that is fetched."""

DEFAULT_PORTS: Final = {"http": 80, "https": 443}

# IANA's special-purpose registries (RFC 6890), written out: `ipaddress.is_global` changes between releases
# of Python, and a wall should not.
_PRIVATE_V4: Final = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip

# Only 2000::/3 is given out; loopback, mapped, NAT64, unique and link-local addresses lie outside of it.
_GIVEN_OUT_V6: Final = ipaddress.IPv6Network("2000::/3")
_SPECIAL_V6: Final = tuple(
    ipaddress.IPv6Network(text)
    for text in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)

_CONTROL: Final = re.compile(r"[\x00-\x20\x7f-\x9f]")
_LOCAL_NAMES: Final = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion")
_PLAIN_V4: Final = re.compile(r"(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}")

_SECRET_VALUE: Final = re.compile(
    r"(?i)([?&;#](?:[a-z0-9_.-]{0,32}[_.-])?"
    r"(?:api_?key|key|token|auth|authorization|sig|signature|pass|passwd|password|pwd|secret|session|sid|jwt)=)"
    r"[^&;#\s]*"
)
_USER_INFO: Final = re.compile(r"(//)[^/?#\s]{1,256}@")
_SHOWN: Final = 300


@dataclass(frozen=True, slots=True)
class Target:
    """An address that passed the first gate, in the one spelling that is used from here on."""

    url: str
    """As WHATWG's parser writes it, without a fragment."""
    scheme: str
    host: str
    """A name in ASCII, or an IP address; IPv6 without brackets."""
    port: int

    @property
    def authority(self) -> str:
        """`host:port`, the port always named: the key of politeness and of `allow_private`."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """What must be equal for two addresses to be of the same site (RFC 6454)."""
        return self.scheme, self.host, self.port

    @property
    def robots_url(self) -> str:
        """Where the site's rules for robots are (RFC 9309, section 2.3)."""
        return URL("/robots.txt", base=self.url).href


def vet(url: str, allow_private: Collection[str] = ()) -> Target:
    """Return `url` as the target to fetch.

    `allow_private` names the `host:port` pairs for which private addresses and odd ports are permitted.
    Raises Disallowed with SCHEME_FORBIDDEN, URL_INVALID, PORT_FORBIDDEN or ADDRESS_FORBIDDEN.
    """
    parsed = _parse(url)
    kind, host = parsed.host_type, parsed.hostname
    if kind == HostType.DEFAULT and host.endswith("."):
        parsed.hostname = host = host.rstrip(".")  # a root dot is no other host
    host = host.strip("[]")
    scheme = parsed.protocol.rstrip(":")
    if "#" in url:
        parsed.hash = ""
    target = Target(parsed.href, scheme, host, int(parsed.port or DEFAULT_PORTS[scheme]))
    if target.authority in allow_private:
        return target
    literal = _literal(kind, host)
    if literal is not None and not is_public(literal):
        raise _refused(url, Outcome.ADDRESS_FORBIDDEN, f"{literal} is not a public address")
    if literal is None and (host == "localhost" or host.endswith(_LOCAL_NAMES)):
        raise _refused(url, Outcome.ADDRESS_FORBIDDEN, "the name is of this machine or network")
    if kind == HostType.IPV4 and not _spelled_plainly(url):
        raise _refused(url, Outcome.URL_INVALID, "an IP address in a disguised spelling")
    if target.port not in DEFAULT_PORTS.values():
        raise _refused(url, Outcome.PORT_FORBIDDEN, f"port {target.port}")
    return target


def vet_resolved(addresses: Iterable[str], target: str, allow_private: Collection[str] = ()) -> list[str]:
    """Return those of the resolved `addresses` that may be connected to for `target` (`host:port`).

    Raises Disallowed with ADDRESS_FORBIDDEN where none may be.
    """
    found = list(dict.fromkeys(addresses))
    if target in allow_private:
        return found
    public = [text for text in found if is_public(ipaddress.ip_address(text.partition("%")[0]))]
    if not public:
        raise Disallowed(target, Outcome.ADDRESS_FORBIDDEN, f"resolves to {', '.join(found[:4])}")
    return public


def is_public(address: IPAddress) -> bool:
    """Return whether `address` is one that a public web server can have."""
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _PRIVATE_V4)
    return address in _GIVEN_OUT_V6 and not any(address in network for network in _SPECIAL_V6)


def is_literal(host: str) -> bool:
    """Return whether `host` is an IP address, not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def redacted(url: str) -> str:
    """Return `url` fit for logs and reports: secrets and control characters out, at most 300 characters."""
    shown = _USER_INFO.sub(r"\1…@", _SECRET_VALUE.sub(r"\1…", url[: 2 * _SHOWN]))
    shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", shown)
    return shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"


def _parse(url: str) -> URL:
    if len(url) > LONGEST:
        raise _refused(url, Outcome.URL_INVALID, f"longer than {LONGEST} characters")
    if _CONTROL.search(url):
        raise _refused(url, Outcome.URL_INVALID, "blank or control character")
    if "\\" in url.partition("?")[0]:
        raise _refused(url, Outcome.URL_INVALID, "backslash: parsers differ on where the host ends")
    scheme, colon, _ = url.partition(":")
    if colon and scheme.lower() not in DEFAULT_PORTS:
        raise _refused(url, Outcome.SCHEME_FORBIDDEN, f"scheme {scheme[:20]!r}")
    try:
        parsed = URL(url)
    except ValueError as error:
        raise _refused(url, Outcome.URL_INVALID, "not an absolute address") from error
    if parsed.username or parsed.password:
        raise _refused(url, Outcome.URL_INVALID, "user information before the host")
    if not parsed.hostname.strip("."):
        raise _refused(url, Outcome.URL_INVALID, "no host")
    return parsed


def _literal(kind: HostType, host: str) -> IPAddress | None:
    return None if kind == HostType.DEFAULT else ipaddress.ip_address(host)


def _spelled_plainly(url: str) -> bool:
    authority = url.partition("//")[2].partition("/")[0].partition("?")[0].partition("#")[0]
    return _PLAIN_V4.fullmatch(authority.rpartition(":")[0] or authority) is not None


def _refused(url: str, reason: Outcome, detail: str) -> Disallowed:
    return Disallowed(redacted(url), reason, detail)
