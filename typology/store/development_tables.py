"""The tables of development and comparison, as the newest migration leaves them (a test compares the two).

Steps of intentions are only ever added: the last one counts. What a release for comparison says stays as it is; the
migration that makes its table also makes triggers that refuse any change to it.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
)

from typology.store.tables import UtcTime, metadata

case_events = Table(
    "case_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, ForeignKey("cases.id"), nullable=False),
    Column("year", Integer, nullable=False),
    Column("month", Integer),
    Column("text", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("removed_at", UtcTime),
    CheckConstraint("month BETWEEN 1 AND 12", name="month"),
    Index(None, "case_id"),
)

intentions = Table(
    "intentions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, nullable=False),
    Column("wave_id", Integer, nullable=False),
    Column("about", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("due", Date),
    Column("created_at", UtcTime, nullable=False),
    Column("removed_at", UtcTime),
    ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
    Index(None, "case_id"),
)

intention_steps = Table(
    "intention_steps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("intention_id", Integer, ForeignKey("intentions.id"), nullable=False),
    Column("wave_id", Integer, ForeignKey("waves.id")),
    Column("state", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("given_at", UtcTime, nullable=False),
    CheckConstraint("state IN ('open', 'begun', 'done', 'dropped')", name="state"),
    Index(None, "intention_id", "id"),
)

# The content stands last: a row of a database file is read from its beginning, and lists need only what is before it.
comparison_releases = Table(
    "comparison_releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_id", Integer, nullable=False),
    Column("wave_id", Integer, nullable=False),
    Column("perspective", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("voices", Integer, nullable=False),
    Column("contact", Text, nullable=False),
    Column("released_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
    Column("salt", Text, nullable=False),
    Column("people", JSON, nullable=False),
    Column("content", Text, nullable=False),  # the very text that was hashed
    ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
    CheckConstraint("(content = '') = (withdrawn_at IS NOT NULL)", name="content"),
    Index(None, "case_id", "wave_id", "perspective"),
    sqlite_autoincrement=True,
)
