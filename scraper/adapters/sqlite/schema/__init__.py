"""The schema as SQL, one file a migration; files are never edited once released."""
