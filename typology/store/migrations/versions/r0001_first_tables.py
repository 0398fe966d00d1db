"""The first tables: cases, waves, assessments, responses, definitions."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TIME = sa.DateTime(timezone=True)
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the tables."""
    _create_cases_and_waves()
    _create_assessments()
    _create_responses()
    op.create_table(
        "definitions",
        sa.Column("kind", sa.Text(), primary_key=True),
        sa.Column("id", sa.Text(), primary_key=True),
        sa.Column("version", sa.Text(), primary_key=True),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("remembered_at", _TIME, nullable=False),
        sa.CheckConstraint("kind IN ('model', 'questionnaire')", name="kind"),
    )


def _create_cases_and_waves() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("founded", sa.Integer()),
        sa.Column("invented", sa.Boolean(), nullable=False),
        sa.Column("unscored", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("archived_at", _TIME),
    )
    op.create_table(
        "waves",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.Column("created_at", _TIME, nullable=False),
        sa.CheckConstraint("kind IN ('past', 'now', 'goal')", name="kind"),
        sa.UniqueConstraint("case_id", "id"),
    )


def _create_assessments() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("perspective", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("questionnaire_version", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("respondent", sa.Text(), nullable=False),
        sa.Column("respondent_label", sa.Text(), nullable=False),
        sa.Column("started_at", _TIME, nullable=False),
        sa.Column("finished_at", _TIME),
        sa.ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
        sa.UniqueConstraint("token"),
    )
    op.create_index("ix_assessments_case_id_wave_id", "assessments", ["case_id", "wave_id"])
    op.create_index("ix_assessments_wave_id", "assessments", ["wave_id"])


def _create_responses() -> None:
    op.create_table(
        "responses",
        sa.Column("id", _BIG, primary_key=True),
        sa.Column("assessment_id", sa.Integer(), sa.ForeignKey("assessments.id"), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("option", sa.Text()),
        sa.Column("number", sa.Double()),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("questionnaire_version", sa.Text(), nullable=False),
        sa.Column("given_at", _TIME, nullable=False),
        sa.Column("undoes", _BIG, sa.ForeignKey("responses.id")),
        sa.CheckConstraint("state IN ('answer', 'dk', 'na', 'none')", name="state"),
    )
    op.create_index("ix_responses_assessment_id_item_id", "responses", ["assessment_id", "item", "id"])
