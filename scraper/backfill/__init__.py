"""The past, by the same pure core: archives of pages, on one machine or many; and pages read again."""
