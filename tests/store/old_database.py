"""Databases as older versions of the program left them."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

import typology.store.migrations as migrations
from typology.store.database import Database
from typology.store.opening import _prepare_file, database_address


def make_old(url, revision, statements):
    """Make a database with the tables of a revision, and run statements of that time in it."""
    address = database_address(url, Path())
    if address.get_backend_name() == "sqlite":
        _prepare_file(Path(str(address.database)))
    old = Database(address, 5)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    with old.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        for statement in statements:
            connection.execute(text(statement))
    old.close()
