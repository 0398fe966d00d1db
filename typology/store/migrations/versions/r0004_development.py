"""Development and comparison: where a case lies and how large it is, events, copied answers, intentions, snapshots."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_TIME = sa.DateTime(timezone=True)
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns and tables; what is stored stays as it is."""
    op.add_column("cases", sa.Column("land", sa.Text(), nullable=False, server_default=""))
    op.add_column("cases", sa.Column("population", sa.Integer()))
    op.add_column("responses", sa.Column("copied_from", _BIG))
    # As text: SQLite takes a reference only together with its column.
    op.execute(
        "ALTER TABLE assessments ADD COLUMN copied_from INTEGER"
        " CONSTRAINT fk_assessments_copied_from REFERENCES assessments (id)"
    )
    _create_events()
    _create_intentions()
    _create_comparison_releases()
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":  # thousands are read at once, and unpacking them took half of the time
        op.execute("ALTER TABLE comparison_releases ALTER COLUMN content SET STORAGE EXTERNAL")
    for statement in _FROZEN[dialect]:
        op.execute(statement)


def _create_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer()),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("removed_at", _TIME),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name="month"),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])


def _create_intentions() -> None:
    op.create_table(
        "intentions",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("removed_at", _TIME),
        sa.ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
    )
    op.create_index("ix_intentions_case_id", "intentions", ["case_id"])
    op.create_table(
        "intention_steps",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("intention_id", sa.Integer(), sa.ForeignKey("intentions.id"), nullable=False),
        sa.Column("wave_id", sa.Integer(), sa.ForeignKey("waves.id")),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("given_at", _TIME, nullable=False),
        sa.CheckConstraint("state IN ('open', 'begun', 'done', 'dropped')", name="state"),
    )
    op.create_index("ix_intention_steps_intention_id_id", "intention_steps", ["intention_id", "id"])


def _create_comparison_releases() -> None:
    op.create_table(
        "comparison_releases",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("perspective", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("released_at", _TIME, nullable=False),
        sa.Column("withdrawn_at", _TIME),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("people", sa.JSON(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id", "wave_id"], ["waves.case_id", "waves.id"]),
        sa.CheckConstraint("(content = '') = (withdrawn_at IS NOT NULL)", name="content"),
        sqlite_autoincrement=True,
    )
    columns = ["case_id", "wave_id", "perspective"]
    op.create_index("ix_comparison_releases_case_id_wave_id_perspective", "comparison_releases", columns)


# What a release says and when it was made stays, whoever writes into the database and however. Left to change: the
# contact, and withdrawing, which empties the content for good.
_KEPT = ("id", "case_id", "wave_id", "perspective", "digest", "model", "model_version", "voices", "released_at", "salt")
_SAYS = "A released snapshot cannot change."


def _is_changed(different: str, people: str) -> str:
    kept = [f"NEW.{name} {different} OLD.{name}" for name in _KEPT]
    return " OR ".join(
        [
            *kept,
            people,
            f"(NEW.content {different} OLD.content AND (NEW.content <> '' OR NEW.withdrawn_at IS NULL))",
            f"(OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at {different} OLD.withdrawn_at)",
        ]
    )


_FROZEN = {
    "sqlite": (
        "CREATE TRIGGER comparison_releases_stay BEFORE UPDATE ON comparison_releases FOR EACH ROW"
        f" WHEN {_is_changed('IS NOT', 'NEW.people IS NOT OLD.people')}"
        f" BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
        # INSERT OR REPLACE would delete the row that is there without asking the trigger above.
        "CREATE TRIGGER comparison_releases_stand BEFORE INSERT ON comparison_releases FOR EACH ROW"
        " WHEN NEW.id IN (SELECT id FROM comparison_releases)"
        " BEGIN SELECT RAISE(ABORT, 'A released snapshot cannot change.'); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION comparison_releases_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {_is_changed('IS DISTINCT FROM', 'NEW.people::text IS DISTINCT FROM OLD.people::text')}"
        f" THEN RAISE EXCEPTION '{_SAYS}' USING ERRCODE = '23514'; END IF;"
        " RETURN NEW; END $$",
        "CREATE TRIGGER comparison_releases_stay BEFORE UPDATE ON comparison_releases"
        " FOR EACH ROW EXECUTE FUNCTION comparison_releases_stay()",
    ),
}
