"""The configuration: TOML files -> frozen Settings; strict, and every problem told at once."""

from scraper.config.loading import find_directory, load, load_topic_document, shipped_directory
from scraper.config.writing import write_source

__all__ = ["find_directory", "load", "load_topic_document", "shipped_directory", "write_source"]
