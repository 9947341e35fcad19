"""The Alembic environment, shipped with the package."""
