"""Structure maps: cities, their maps, and everything ever said about them."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TIME = sa.DateTime(timezone=True)
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; those that are there stay as they are."""
    op.create_table(
        "cities",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.UniqueConstraint("name_key"),
    )
    op.create_table(
        "maps",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("city_id", sa.Integer(), sa.ForeignKey("cities.id"), nullable=False),
        sa.Column("wave", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.Column("reporter", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("archived_at", _TIME),
        sa.CheckConstraint("kind IN ('past', 'now', 'goal')", name="kind"),
        sa.CheckConstraint("origin IN ('own', 'sourced', 'invented', 'template')", name="origin"),
    )
    op.create_index("ix_maps_city_id", "maps", ["city_id"])
    _create_entries()


def _create_entries() -> None:
    op.create_table(
        "map_entries",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("city_id", sa.Integer(), sa.ForeignKey("cities.id"), nullable=False),
        sa.Column("map_id", sa.Integer(), sa.ForeignKey("maps.id")),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("editor", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("given_at", _TIME, nullable=False),
        sa.Column("undoes", sa.Text()),
        sa.CheckConstraint("subject IN ('actor', 'relation', 'name', 'same', 'map')", name="subject"),
        sa.CheckConstraint("map_id IS NOT NULL OR subject IN ('name', 'same')", name="scope"),
    )
    op.create_index("ix_map_entries_map_id_id", "map_entries", ["map_id", "id"])
    op.create_index("ix_map_entries_city_id_subject_id", "map_entries", ["city_id", "subject", "id"])
