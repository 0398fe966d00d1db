"""The history of the tables: Alembic revisions, run by ``typology.store.opening`` when one is missing."""

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every revision this version of the program knows, oldest first. Kept here as plain text so that opening a
database that is up to date need not load the migration tool; a test compares it with the files."""

NEWEST = REVISIONS[-1]
