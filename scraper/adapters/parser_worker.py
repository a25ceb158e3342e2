"""Entry of a parser process, `python -m scraper.adapters.parser_worker`: the jobs, which are all pure."""

from scraper.adapters.parser_loop import run
from scraper.core.indexes import read_index
from scraper.sites import read_article

if __name__ == "__main__":
    run({"read_index": read_index, "extract": read_article})
