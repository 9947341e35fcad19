"""Databases for the tests of what is kept."""

from store.postgres import postgres

__all__ = ["postgres"]
