"""One way to the network, read from the syntax trees: the fetcher's for sources, the sinks' for alerts."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scraper"

SOURCES = {
    f"adapters/{name}.py"
    for name in ("http", "exchange", "transport", "conversation", "connection", "resolver")
}
SINKS = {f"adapters/sinks/{path.name}" for path in (PACKAGE / "adapters" / "sinks").glob("*.py")}
LOCAL = {"adapters/systemd.py"}
"""Speaks to systemd over a socket of this machine, never over a network."""
CANARY = {"adapters/canary_site.py"}
"""The fetcher once more, with a wire that leads to a unix socket."""
LOOKS_UP = {"adapters/surroundings.py", "installing.py"}
"""Ask what configured names resolve to, the doctor and the installation; connect to nothing."""
LISTENS = {"web/serving.py"}
"""Takes connections, and makes none."""

NETWORK_MODULES = {
    "aiohttp", "anyio", "ftplib", "http.client", "httpcore", "httpx", "pycurl", "requests", "smtplib",
    "socket", "socketserver", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
CONNECTING_CALLS = {
    "create_connection", "create_datagram_endpoint", "fetch_response", "fetch_url", "getaddrinfo",
    "gethostbyname", "open_connection", "sock_connect", "urlopen", "urlretrieve",
}  # fmt: skip
"""Functions that go out by themselves, those of the parsing libraries included."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def network_uses(tree: ast.Module) -> set[str]:
    """Return the network modules a module imports and the connecting functions it names."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if _is_network(alias.name)}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
            found |= {name for name in names if _is_network(name)}
        elif isinstance(node, ast.Attribute) and node.attr in CONNECTING_CALLS:
            found.add(node.attr)
        elif isinstance(node, ast.Name) and node.id in CONNECTING_CALLS:
            found.add(node.id)
    return found


def _is_network(name: str) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in NETWORK_MODULES)


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_only_the_fetcher_and_the_sinks_open_connections(name: str, tree: ast.Module) -> None:
    used = network_uses(tree)
    if name in LOCAL:
        used -= {"socket"}
    if name in LOOKS_UP:
        used -= {"socket", "getaddrinfo"}
    if name in LISTENS:
        used -= {"socket"}
    assert name in SOURCES | SINKS or not used, f"{name} must not reach the network itself"


@pytest.mark.parametrize("name", sorted(LOCAL))
def test_local_sockets_are_of_no_network_family(name: str) -> None:
    [tree] = [tree for path, tree in modules() if path == name]
    families = {
        node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr[:3] == "AF_"
    }
    assert families <= {"AF_UNIX"}


@pytest.mark.parametrize(
    ("name", "module", "allowed"),
    [
        ("adapters/canary_site.py", "loop", {"create_unix_connection"}),
        ("adapters/surroundings.py", "socket", {"SOCK_STREAM", "getaddrinfo", "gaierror"}),
        ("web/serving.py", "socket", {"create_server", "socket"}),
    ],
)
def test_what_may_use_sockets_uses_no_more_of_them_than_it_is_for(
    name: str, module: str, allowed: set[str]
) -> None:
    tree = dict(modules())[name]
    asked = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and module
        == (node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", ""))
    }
    assert asked, f"{name} uses nothing of {module}: take it out of the lists"
    assert asked <= allowed


@pytest.mark.parametrize("name", sorted(SOURCES - {"adapters/http.py"}))
def test_every_connection_to_a_source_is_one_the_fetcher_made(name: str) -> None:
    module = f"scraper.{name.removesuffix('.py').replace('/', '.')}"
    users = {
        path
        for path, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
    }
    # The trace's values need the types of an exchange.
    assert users <= SOURCES | CANARY | {"adapters/hops.py"}


@pytest.mark.parametrize(
    "text",
    [
        "import httpx",
        "import http.client",
        "from urllib import request",
        "from urllib.request import urlopen",
        "import asyncio\nasyncio.open_connection('a', 80)",
        "loop.create_connection(None, 'a')",
        "from trafilatura import fetch_url\nfetch_url('http://a')",
    ],
)
def test_the_wall_sees_a_breach(text: str) -> None:
    assert network_uses(ast.parse(text))
