"""Workshops: tables, rounds, seats, answers, what was shown, the record, and what stays when all that is deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TIME = sa.DateTime(timezone=True)
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables; those that are there stay as they are."""
    _create_workshops()
    _create_rounds()
    _create_seats_and_answers()
    _create_what_was_shown()
    _create_releases()


def _create_workshops() -> None:
    op.create_table(
        "workshops",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("join_key", sa.Text()),
        sa.Column("lead_hash", sa.Text()),
        sa.Column("wall_hash", sa.Text()),
        sa.Column("perspectives", sa.JSON(), nullable=False),
        sa.Column("group_from", sa.Integer(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("current_round", sa.Integer()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("ended_at", _TIME),
        sa.Column("deleted_at", _TIME),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("lead_hash"),
        sa.UniqueConstraint("wall_hash"),
    )
    op.create_table(
        "workshop_stations",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workshop_id", sa.Integer(), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_workshop_stations_workshop_id", "workshop_stations", ["workshop_id"])


def _create_rounds() -> None:
    op.create_table(
        "workshop_rounds",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workshop_id", sa.Integer(), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("questionnaire_version", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("perspectives", sa.JSON(), nullable=False),
        sa.Column("stations", sa.JSON(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_workshop_rounds_workshop_id", "workshop_rounds", ["workshop_id"])


def _create_seats_and_answers() -> None:
    op.create_table(
        "workshop_seats",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workshop_id", sa.Integer(), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("station_id", sa.Integer(), sa.ForeignKey("workshop_stations.id"), nullable=False),
        sa.Column("perspective", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("nonce", sa.Text()),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("attribution", sa.Text(), nullable=False),
        sa.Column("joined_at", _TIME, nullable=False),
        sa.UniqueConstraint("token_hash"),
        sa.UniqueConstraint("workshop_id", "nonce"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_workshop_seats_station_id", "workshop_seats", ["station_id"])
    op.create_table(
        "workshop_answers",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("seat_id", sa.Integer(), sa.ForeignKey("workshop_seats.id"), nullable=False),
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("workshop_rounds.id"), nullable=False),
        sa.Column("vote", sa.Integer(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("option", sa.Text()),
        sa.Column("number", sa.Double()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tap", sa.Text()),
        sa.Column("given_at", _TIME, nullable=False),
        sa.CheckConstraint("state IN ('answer', 'dk', 'na', 'none')", name="state"),
        sa.CheckConstraint("vote IN (1, 2)", name="vote"),
        sa.UniqueConstraint("seat_id", "tap"),
    )
    columns = ["seat_id", "round_id", "vote", "item", "id", "state"]
    op.create_index("ix_workshop_answers_seat_id_round_id_vote_item_id_state", "workshop_answers", columns)


def _create_what_was_shown() -> None:
    op.create_table(
        "workshop_publications",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("workshop_rounds.id"), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("made_at", _TIME, nullable=False),
    )
    op.create_index("ix_workshop_publications_round_id_id", "workshop_publications", ["round_id", "id"])
    op.create_table(
        "workshop_notes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("workshop_rounds.id"), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("released_at", _TIME, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_workshop_notes_round_id", "workshop_notes", ["round_id"])
    op.create_table(
        "workshop_entries",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workshop_id", sa.Integer(), sa.ForeignKey("workshops.id"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("workshop_rounds.id")),
        sa.Column("item", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.CheckConstraint("kind IN ('decision', 'step', 'question', 'note')", name="kind"),
    )
    op.create_index("ix_workshop_entries_workshop_id_key_id", "workshop_entries", ["workshop_id", "key", "id"])


def _create_releases() -> None:
    op.create_table(
        "workshop_releases",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workshop_title", sa.Text(), nullable=False),
        sa.Column("round_title", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Integer()),
        sa.Column("wave_id", sa.Integer()),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("questionnaire_version", sa.Text(), nullable=False),
        sa.Column("released_at", _TIME, nullable=False),
        sa.Column("withdrawn_at", _TIME),
        sa.ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
    )
    op.create_index("ix_workshop_releases_case_id", "workshop_releases", ["case_id"])
