"""Run by Alembic: applies the revisions on the connection that ``opening.migrate`` hands over.

The caller holds the lock and the transaction, so that either all missing revisions are applied or none.
"""

from alembic import context

from typology.store.tables import VERSION_TABLE, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,  # lends its naming convention to the constraints
    version_table=VERSION_TABLE,
)
context.run_migrations()
