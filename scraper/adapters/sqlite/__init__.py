"""The store in one SQLite file: one writer on a thread of its own, any number of readers beside it."""
