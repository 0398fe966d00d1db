"""The tables of workshops, as the newest migration leaves them (a test compares the two).

Answers and lines of the record are only ever added: the row with the highest ``id`` of a seat, round, vote and item
counts, of the record that of a key. They stand apart from the responses of assessments, so that no page shows
anything of a workshop before it is released. ``workshop_deletion`` says what is deleted, and what stays.
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from typology.store.tables import UtcTime, metadata

workshops = Table(
    "workshops",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("code", Text),  # freed when the workshop ends
    Column("join_key", Text),
    Column("lead_hash", Text),  # forgotten when the workshop is deleted
    Column("wall_hash", Text),
    Column("perspectives", JSON, nullable=False),
    Column("group_from", Integer, nullable=False),
    Column("public", Boolean, nullable=False),
    Column("language", Text, nullable=False),
    Column("current_round", Integer),  # no foreign key: the two tables would each need the other first
    Column("revision", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
    Column("deleted_at", UtcTime),
    UniqueConstraint("code"),
    UniqueConstraint("lead_hash"),
    UniqueConstraint("wall_hash"),
)

# What is deleted with a workshop never lends its number to another one: a phone or a tab that was away for long would
# speak of that.
workshop_stations = Table(
    "workshop_stations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop_id", Integer, ForeignKey("workshops.id"), nullable=False),
    Column("case_id", Integer, nullable=False),
    Column("wave_id", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("position", Integer, nullable=False),
    ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
    Index(None, "workshop_id"),
    sqlite_autoincrement=True,
)

workshop_rounds = Table(
    "workshop_rounds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop_id", Integer, ForeignKey("workshops.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("questionnaire", Text, nullable=False),
    Column("questionnaire_version", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("perspectives", JSON, nullable=False),
    Column("stations", JSON, nullable=False),
    Column("state", JSON, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "workshop_id"),
    sqlite_autoincrement=True,
)

workshop_seats = Table(
    "workshop_seats",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop_id", Integer, ForeignKey("workshops.id"), nullable=False),
    Column("station_id", Integer, ForeignKey("workshop_stations.id"), nullable=False),
    Column("perspective", Text, nullable=False),
    Column("token_hash", Text, nullable=False),
    Column("nonce", Text),  # key of the form that took the seat: sent twice, it is one person
    Column("language", Text, nullable=False),
    Column("consent", Boolean, nullable=False),
    Column("attribution", Text, nullable=False),
    Column("joined_at", UtcTime, nullable=False),
    UniqueConstraint("token_hash"),
    UniqueConstraint("workshop_id", "nonce"),
    Index(None, "station_id"),
    sqlite_autoincrement=True,
)

workshop_answers = Table(
    "workshop_answers",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("seat_id", Integer, ForeignKey("workshop_seats.id"), nullable=False),
    Column("round_id", Integer, ForeignKey("workshop_rounds.id"), nullable=False),
    Column("vote", Integer, nullable=False),
    Column("item", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("option", Text),
    Column("number", Double),
    Column("note", Text, nullable=False),
    Column("tap", Text),  # key of one tap on one phone: sent twice, it counts once
    Column("given_at", UtcTime, nullable=False),
    CheckConstraint("state IN ('answer', 'dk', 'na', 'none')", name="state"),
    CheckConstraint("vote IN (1, 2)", name="vote"),
    UniqueConstraint("seat_id", "tap"),
    # With the state at its end, so that counting who has answered reads nothing but the index.
    Index(None, "seat_id", "round_id", "vote", "item", "id", "state"),
)

workshop_publications = Table(
    "workshop_publications",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", Integer, ForeignKey("workshop_rounds.id"), nullable=False),
    Column("content", JSON, nullable=False),
    Column("basis", JSON, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Index(None, "round_id", "id"),
)

workshop_notes = Table(
    "workshop_notes",  # free texts that the facilitator has released
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", Integer, ForeignKey("workshop_rounds.id"), nullable=False),
    Column("item", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("released_at", UtcTime, nullable=False),
    Index(None, "round_id"),
    sqlite_autoincrement=True,
)

workshop_entries = Table(
    "workshop_entries",  # the record
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop_id", Integer, ForeignKey("workshops.id"), nullable=False),
    Column("key", Text, nullable=False),
    Column("round_id", Integer, ForeignKey("workshop_rounds.id")),
    Column("item", Text),
    Column("kind", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
    CheckConstraint("kind IN ('decision', 'step', 'question', 'note')", name="kind"),
    Index(None, "workshop_id", "key", "id"),
)

# Names nothing that is deleted with a workshop; Verbünde and points in time never are.
workshop_releases = Table(
    "workshop_releases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("workshop_title", Text, nullable=False),
    Column("round_title", Text, nullable=False),
    Column("case_id", Integer),
    Column("wave_id", Integer),
    Column("content", JSON, nullable=False),
    Column("digest", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("model_version", Text, nullable=False),
    Column("questionnaire", Text, nullable=False),
    Column("questionnaire_version", Text, nullable=False),
    Column("released_at", UtcTime, nullable=False),
    Column("withdrawn_at", UtcTime),
    ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
    Index(None, "case_id"),
)
