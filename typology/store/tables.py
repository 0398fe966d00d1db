"""The tables, as the newest migration leaves them (a test compares the two).

Responses are only ever added: the row with the highest ``id`` of an assessment and item counts, the
others are its history. So are entries of structure maps: of each field of an actor, relation or name the row with the
highest ``id`` that holds it counts.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

VERSION_TABLE = "store_version"
"""Name of the table in which the migrations note how far they are; our own, so that a database shared with
another program that uses the same migration tool is not mistaken for ours."""


class UtcTime(TypeDecorator[datetime]):
    """A point in time, always aware and in UTC; SQLite itself keeps no time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC on the way in."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Mark as UTC on the way out."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

cases = Table(
    "cases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("city", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("founded", Integer),
    Column("invented", Boolean, nullable=False),
    Column("unscored", Boolean, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("archived_at", UtcTime),
    Column("land", Text, nullable=False, server_default=""),
    Column("population", Integer),
)

waves = Table(
    "waves",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("year", Integer),
    Column("created_at", UtcTime, nullable=False),
    CheckConstraint("kind IN ('past', 'now', 'goal')", name="kind"),
    # The target of the pair below: an assessment cannot name a wave of another case.
    UniqueConstraint("case_id", "id"),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, nullable=False),
    Column("wave_id", Integer, nullable=False),
    Column("perspective", Text, nullable=False),
    Column("questionnaire", Text, nullable=False),
    Column("questionnaire_version", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("respondent", Text, nullable=False),
    Column("respondent_label", Text, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
    Column("copied_from", Integer, ForeignKey("assessments.id")),
    ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
    UniqueConstraint("token"),
    Index(None, "case_id", "wave_id"),
    Index(None, "wave_id"),
)

responses = Table(
    "responses",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("assessment_id", Integer, ForeignKey("assessments.id"), nullable=False),
    Column("item", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("option", Text),
    Column("number", Double),
    Column("note", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("questionnaire_version", Text, nullable=False),
    Column("given_at", UtcTime, nullable=False),
    Column("undoes", BigInteger().with_variant(Integer, "sqlite"), ForeignKey("responses.id")),
    # Number of the response of another wave that was taken over. No foreign key: responses are never deleted, and it
    # would be looked at with every answer.
    Column("copied_from", BigInteger().with_variant(Integer, "sqlite")),
    CheckConstraint("state IN ('answer', 'dk', 'na', 'none')", name="state"),
    Index(None, "assessment_id", "item", "id"),
)

definitions = Table(
    "definitions",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("files", JSON, nullable=False),
    Column("remembered_at", UtcTime, nullable=False),
    CheckConstraint("kind IN ('model', 'questionnaire')", name="kind"),
)

cities = Table(
    "cities",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),  # the name without case and double blanks: one city has one entry
    Column("created_at", UtcTime, nullable=False),
    UniqueConstraint("name_key"),
)

maps = Table(
    "maps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("city_id", Integer, ForeignKey("cities.id"), nullable=False),
    # What was said when the map was begun; entries with the subject 'map' change it.
    Column("wave", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("year", Integer),
    Column("reporter", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("source_id", Text, nullable=False),
    Column("label", JSON, nullable=False),
    Column("note", JSON, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("archived_at", UtcTime),
    CheckConstraint("kind IN ('past', 'now', 'goal')", name="kind"),
    CheckConstraint("origin IN ('own', 'sourced', 'invented', 'template')", name="origin"),
    Index(None, "city_id"),
)

map_entries = Table(
    "map_entries",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("city_id", Integer, ForeignKey("cities.id"), nullable=False),
    # Where it was said. Names, and which spellings are one actor, hold for all maps of the city all the same.
    Column("map_id", Integer, ForeignKey("maps.id")),
    Column("subject", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("batch", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("given_at", UtcTime, nullable=False),
    Column("undoes", Text),  # the batch taken back
    CheckConstraint("subject IN ('actor', 'relation', 'name', 'same', 'map')", name="subject"),
    CheckConstraint("map_id IS NOT NULL OR subject IN ('name', 'same')", name="scope"),
    Index(None, "map_id", "id"),
    Index(None, "city_id", "subject", "id"),
)
