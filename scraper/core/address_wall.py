"""The holes that a host needs in the unit's address wall: private resolvers and sinks, one by one."""

from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address

from scraper.core.addresses import is_public

ALREADY_OPEN = frozenset({"127.0.0.53", "127.0.0.54"})
"""systemd-resolved; the unit itself lets it through."""

_HEAD = """# Written by `scraper install-service`: what must be reached behind the service's address wall.
# Run it again after /etc/resolv.conf or a sink changed; lines of your own belong in another drop-in.
[Service]
"""


def nameservers(resolv_conf: str) -> tuple[str, ...]:
    """Return the addresses that a resolv.conf(5) names, without IPv6 scopes."""
    lines = (line.split() for line in resolv_conf.splitlines())
    return tuple(words[1].partition("%")[0] for words in lines if words[:1] == ["nameserver"] and words[1:])


def drop_in(reached: Mapping[str, Sequence[str]]) -> str:
    """Return a drop-in that opens the wall for what is `reached`: what it is -> its IP addresses.

    Public addresses pass the wall anyway. Empty where none has to be opened.
    """
    holes = [(what, list(_closed(addresses))) for what, addresses in reached.items()]
    lines = [f"# {what}\nIPAddressAllow={' '.join(closed)}\n" for what, closed in holes if closed]
    return _HEAD + "".join(lines) if lines else ""


def _closed(addresses: Iterable[str]) -> Iterable[str]:
    for text in dict.fromkeys(addresses):
        try:
            address = ip_address(text)
        except ValueError:
            continue
        if text not in ALREADY_OPEN and not is_public(address):
            yield text
