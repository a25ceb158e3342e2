"""The Datasette plugin that brings our pages and the policy (Datasette's plugin hooks)."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

import datasette as datasettes

from scraper.web import pages
from scraper.web.policy import NONCE, App, Nonces, guarded

H = TypeVar("H", bound=Callable[..., Any])
hook = cast("Callable[[H], H]", datasettes.hookimpl)


@hook
def register_routes() -> Sequence[tuple[str, Callable[..., Any]]]:
    """Return our pages; they come before Datasette's own."""
    return [
        (r"^/$", pages.front),
        (r"^/today$", pages.today),
        (r"^/search$", pages.search),
        (r"^/charts$", pages.graphs),
        (r"^/article/(?P<id>a\d{1,18})$", pages.article),
        (r"^/story/(?P<id>s\d{1,18})$", pages.story),
    ]


@hook
def prepare_jinja2_environment(env: Any) -> None:
    """Give every template's own scripts the nonce of the request."""
    env.add_extension(Nonces)
    env.globals["csp_nonce"] = NONCE.get


@hook
def asgi_wrapper() -> Callable[[App], App]:
    """Put the policy on every answer."""
    return guarded
