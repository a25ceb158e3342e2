"""A news monitor for Japan-Ukraine defense: polls, parses, judges, deduplicates, stores, alerts.

Start reading at `scraper.poll`: it is the story of one poll.
"""

__version__ = "0.1.0"
