"""The tables. The migrations create them; a test holds the two equal."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

ID = 32  # 128 random bits in hexadecimal

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC. SQLite forgets the zone, so it is given back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """As UTC; a moment without a zone is a fault of ours."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """With its zone."""
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


drafts = Table(
    "drafts",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("created", UtcTime, nullable=False),
    Column("updated", UtcTime, nullable=False),
    Column("locale", String(2), nullable=False),
    Column("answers", JSON, nullable=False),
)

advices = Table(
    "advices",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("draft", String(ID), ForeignKey("drafts.id"), nullable=False, index=True),
    Column("created", UtcTime, nullable=False),
    Column("locale", String(2), nullable=False),
    Column("profile", JSON, nullable=False),
    Column("advice", JSON, nullable=False),
    Column("knowledge_version", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("draft", "digest"),
)

labels = Table(
    "labels",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("created", UtcTime, nullable=False),
    Column("locale", String(2), nullable=False),
    Column("text", Text, nullable=False),
    Column("per_day", Float),
    Column("barcode", String(14)),
)

medicine_lists = Table(
    "medicine_lists",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("created", UtcTime, nullable=False),
    Column("locale", String(2), nullable=False),
    Column("medicines", JSON, nullable=False),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("value", String(128), nullable=False),
)

diaries = Table(
    "diaries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(100), nullable=False, unique=True),
    Column("created", UtcTime, nullable=False),
)

diary_events = Table(
    "diary_events",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("diary", Integer, ForeignKey("diaries.id"), nullable=False),
    Column("id", String(64), nullable=False),
    Column("recorded", String(40), nullable=False),
    Column("event", JSON, nullable=False),
    UniqueConstraint("diary", "id"),
    sqlite_autoincrement=True,
)
