"""The store as web pages: Datasette, read-only and on loopback, with pages of our own for the analyst."""
