"""The command that serves the store as web pages."""

import click

from scraper.cli.extras import extra
from scraper.cli.options import Where, takes_where


@click.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="0: any that is free."
)
@click.option("--open", "open_page", is_flag=True, help="Open the front page in a browser.")
@takes_where
def web(where: Where, port: int, *, open_page: bool) -> None:
    """Serve the store as web pages, read-only and to this machine alone (extra `web`).

    \b
    Example:
      scraper web --port 8001
    """
    with extra("web", "web pages need"):
        from scraper.web.serving import listening, serve  # noqa: PLC0415  (needs an extra)

    store = where.store()
    try:
        listener = listening(port)
    except OSError as error:
        raise click.ClickException(f"port {port}: {error.strerror}; name another with --port") from error
    with listener:
        serve(store, listener, open_page=open_page)
