"""How Alembic reaches the database: by the connection that `open_database` hands over, or by URL for writing SQL."""

from alembic import context

from magwise.store.schema import metadata

# Alembic fills `context` while it runs this file; a plain import (documentation, doctests) finds it empty.
config = getattr(context, "config", None)
if config is not None:
    connection = config.attributes.get("connection")
    if connection is not None:
        context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    else:
        context.configure(url=config.get_main_option("sqlalchemy.url"), target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
