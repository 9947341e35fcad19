"""The diaries: events that are added and never changed."""

import sqlalchemy as sa
from alembic import op

from magwise.store.migrations.steps import create_table

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SQLITE_STAY = """
CREATE TRIGGER IF NOT EXISTS diary_events_stay BEFORE UPDATE ON diary_events
BEGIN SELECT RAISE(ABORT, 'an event of the diary never changes'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION diary_events_stay() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'an event of the diary never changes'; END $$
"""
POSTGRESQL_STAY = """
CREATE TRIGGER diary_events_stay BEFORE UPDATE ON diary_events
FOR EACH ROW EXECUTE FUNCTION diary_events_stay()
"""


def upgrade() -> None:
    """Make the tables, and have the database refuse a change of an event."""
    create_table(
        "diaries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_diaries"),
        sa.UniqueConstraint("name", name="uq_diaries_name"),
    )
    create_table(
        "diary_events",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("diary", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("recorded", sa.String(40), nullable=False),
        sa.Column("event", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_diary_events"),
        sa.ForeignKeyConstraint(["diary"], ["diaries.id"], name="fk_diary_events_diary_diaries"),
        sa.UniqueConstraint("diary", "id", name="uq_diary_events_diary"),
        sqlite_autoincrement=True,
    )
    if op.get_context().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)
        op.execute("DROP TRIGGER IF EXISTS diary_events_stay ON diary_events")
        op.execute(POSTGRESQL_STAY)
    else:
        op.execute(SQLITE_STAY)


def downgrade() -> None:
    """Remove them."""
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TRIGGER diary_events_stay ON diary_events")
        op.execute("DROP FUNCTION diary_events_stay()")
    op.drop_table("diary_events")
    op.drop_table("diaries")
