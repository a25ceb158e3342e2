"""Entry of a parser process, `python -m scraper.adapters.parser_worker`: the jobs, which are all pure."""

from scraper.adapters.parser_loop import run
from scraper.core.extract import extract_article
from scraper.core.indexes import read_index

if __name__ == "__main__":
    run({"read_index": read_index, "extract": extract_article})
