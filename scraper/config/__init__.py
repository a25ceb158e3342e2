"""The configuration: TOML files -> frozen Settings; strict, and every problem told at once."""

from scraper.config.loading import find_directory, load, shipped_directory

__all__ = ["find_directory", "load", "shipped_directory"]
