"""The barcode of a product beside its label."""

import sqlalchemy as sa
from alembic import op

from magwise.store.migrations.steps import add_column

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; labels from before have none."""
    add_column("labels", sa.Column("barcode", sa.String(14), nullable=True))


def downgrade() -> None:
    """Remove it."""
    with op.batch_alter_table("labels") as table:
        table.drop_column("barcode")
