"""The dependency rule of the house, read from the syntax trees: who may import whom, and what is pure."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "scraper"

LAYERS = {
    # module or package -> what of ours it may import, besides itself
    "outcomes": set(),
    "errors": {"outcomes"},
    "types": {"outcomes"},
    "core": {"types", "errors", "outcomes"},
    "sites": {"types", "errors", "outcomes", "core"},
    "ports": {"types", "errors", "outcomes", "core"},
    "settings": {"types", "outcomes", "core"},
    "world": {"types", "errors", "outcomes", "core", "ports"},
    "gather": {"types", "errors", "outcomes", "core", "sites", "ports", "world"},
    "channels": {"types", "errors", "outcomes", "core", "sites", "ports", "world"},
    "filling": {"types", "errors", "outcomes", "core", "ports", "world"},
    "poll": {"types", "errors", "outcomes", "core", "ports", "world", "gather", "channels", "filling"},
    "canary": {"types", "errors", "outcomes", "core", "ports", "world"},
    "field_watching": {"types", "errors", "outcomes", "core", "ports"},
    "watching": {"types", "errors", "outcomes", "core", "ports", "world", "field_watching"},
    "checkups": {"types", "errors", "outcomes", "core", "ports", "world", "watching"},
    "dry_reading": {"types", "errors", "outcomes", "core", "ports"},
    "probing": {"types", "errors", "outcomes", "core", "ports", "dry_reading"},
    "verifying": {"types", "errors", "outcomes", "core", "ports", "dry_reading", "substituting"},
    "deliver": {"types", "errors", "outcomes", "core", "ports"},
    "config": {"types", "errors", "outcomes", "core", "settings"},
    "adapters": {"types", "errors", "outcomes", "core", "sites", "ports", "settings"},
    "telemetry": {"types", "errors", "outcomes", "core", "ports"},
    "sourcing": {"types", "errors", "outcomes", "core", "ports", "dry_reading"},
    "substituting": {"types", "core", "ports", "sourcing"},
    "watchdog": set(),
    "jobs": set(),
    "installing": {"core", "settings"},
    "app": {"*"},
    "store_trouble": {"*"},
    "polling": {"*"},
    "heartbeat": {"*"},
    "daemon": {"*"},
    "demo": {"*"},
    "web": {"types", "errors", "outcomes", "core", "adapters"},
    "backfill": {"types", "errors", "outcomes", "core", "sites", "ports", "settings", "adapters"},
    "cli": {"*"},
    "__main__": {"cli"},
}
FORBIDDEN_TO_ALL_BUT = {
    "demo": {"cli"},
    "web": {"cli"},
    "backfill": {"cli"},
    "cli": {"__main__"},
    "app": {"daemon", "polling", "heartbeat", "store_trouble", "cli", "demo"},
}

IMPURE_MODULES = {
    "asyncio", "concurrent", "httpx", "io", "logging", "multiprocessing", "os", "pathlib", "random",
    "requests", "secrets", "signal", "socket", "sqlite3", "sqlite_utils", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib.request",
}  # fmt: skip
IMPURE_CALLS = {"now", "utcnow", "today", "open", "print", "input", "getenv"}


def modules(under: str = "") -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((PACKAGE / under).rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def layer_of(relative: str) -> str:
    return relative.split("/", maxsplit=1)[0].removesuffix(".py")


def ours(tree: ast.Module) -> set[str]:
    return {name.split(".")[1] for name in imported(tree) if name.startswith("scraper.")}


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_a_module_imports_only_what_its_layer_may(name: str, tree: ast.Module) -> None:
    layer = layer_of(name)
    if name == "__init__.py":
        return
    assert layer in LAYERS, f"{name}: say in LAYERS where it belongs"
    allowed = LAYERS[layer] | {layer}
    if "*" not in allowed:
        assert ours(tree) <= allowed
    for guarded, may in FORBIDDEN_TO_ALL_BUT.items():
        assert guarded not in ours(tree) or layer in may | {guarded}


@pytest.mark.parametrize(
    ("name", "tree"),
    [pytest.param(n, t, id=n) for part in ("core", "sites", "types") for n, t in modules(part)],
)
def test_the_core_never_touches_the_world(name: str, tree: ast.Module) -> None:
    touched = {module for module in imported(tree) if module.split(".")[0] in IMPURE_MODULES}
    touched |= {module for module in imported(tree) if module in IMPURE_MODULES}
    assert not touched, f"{name} is pure"
    calls = {
        node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    assert not calls & IMPURE_CALLS, f"{name} is pure"


@pytest.mark.parametrize(("name", "tree"), [pytest.param(n, t, id=n) for n, t in modules()])
def test_no_module_is_named_for_nothing(name: str, tree: ast.Module) -> None:
    assert Path(name).stem not in {"utils", "util", "helpers", "common", "manager", "misc"}
    assert ast.get_docstring(tree), f"{name} says in a docstring what it is about"


def test_every_layer_named_here_exists_or_is_planned() -> None:
    present = {layer_of(name) for name, _ in modules()} - {"__init__"}
    assert present <= set(LAYERS)


def test_the_poll_reads_top_down_from_one_entry() -> None:
    [tree] = [tree for name, tree in modules() if name == "poll.py"]
    public = [
        node.name for node in tree.body if isinstance(node, ast.AsyncFunctionDef) and node.name[0] != "_"
    ]
    assert public[0] == "poll"
