"""The first tables: drafts, advices, labels, medicine lists, secrets."""

import sqlalchemy as sa
from alembic import op

from magwise.store.migrations.steps import create_index, create_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables that are not there."""
    create_table(
        "drafts",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    create_table(
        "advices",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("draft", sa.String(32), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("advice", sa.JSON(), nullable=False),
        sa.Column("knowledge_version", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_advices"),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name="fk_advices_draft_drafts"),
        sa.UniqueConstraint("draft", "digest", name="uq_advices_draft"),
    )
    create_index("ix_advices_draft", "advices", ["draft"])
    create_table(
        "labels",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("per_day", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
    )
    create_table(
        "medicine_lists",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locale", sa.String(2), nullable=False),
        sa.Column("medicines", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_medicine_lists"),
    )
    create_table(
        "secrets",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("value", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )


def downgrade() -> None:
    """Remove them."""
    for name in ("secrets", "medicine_lists", "labels", "advices", "drafts"):
        op.drop_table(name)
