"""Save and find what is kept. Moments and ids are given by the caller; nothing here looks at a clock."""

import hashlib
import json
import logging
import shutil
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError

from magwise.store import schema
from magwise.store.address import in_memory, place_of
from magwise.store.database import guarded
from magwise.store.diary import DiaryStore
from magwise.store.erasing import Erased, overwrite
from magwise.store.faults import DatabaseError

ROOM = 1_000_000  # bytes that must be free before a server is called ready
_log = logging.getLogger("magwise.store")
Answers = dict[str, dict[str, list[str]]]


class Draft(NamedTuple):
    """A check under way. answers: page → field → what was typed or ticked, as it was sent."""

    id: str
    created: datetime
    updated: datetime
    locale: str
    answers: Answers


class KeptAdvice(NamedTuple):
    """An advice that was given. advice: language → the advice as JSON; it never changes."""

    id: str
    draft: str
    created: datetime
    locale: str
    profile: dict[str, Any]
    advice: dict[str, Any]
    knowledge_version: str


class KeptLabel(NamedTuple):
    """A label as typed. per_day: servings a day; barcode: of the product, from its photo. None when not told."""

    id: str
    created: datetime
    locale: str
    text: str
    per_day: float | None
    barcode: str | None = None


class KeptMedicines(NamedTuple):
    """A list of medicines as typed, in the shape of the profile."""

    id: str
    created: datetime
    locale: str
    medicines: list[dict[str, Any]]


class Store:
    """The database behind the pages. Every method is one transaction and raises StoreError when it cannot be done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def diaries(self) -> DiaryStore:
        """The diaries of the same database."""
        return DiaryStore(self._engine)

    def check(self) -> None:
        """Raise StoreError unless the database answers, and its file has room for what comes."""
        with guarded(self._engine), self._engine.connect() as connection:
            connection.execute(sa.select(sa.literal(1)))
        url = self._engine.url
        is_file = self._engine.dialect.name == "sqlite" and not in_memory(url)
        if is_file and shutil.disk_usage(url.database or ".").free < ROOM:
            raise DatabaseError("full", place_of(url))

    def secret(self, name: str, fresh: str) -> str:
        """The secret with this name; `fresh` becomes it when there is none yet."""
        with guarded(self._engine):
            self._add(schema.secrets, {"name": name, "value": fresh})
            with self._engine.connect() as connection:
                query = sa.select(schema.secrets.c.value).where(schema.secrets.c.name == name)
                value: str = connection.execute(query).scalar_one()
                return value

    def add_draft(self, draft_id: str, locale: str, now: datetime, answers: Answers | None = None) -> None:
        """Begin a draft; one that exists stays as it is."""
        row = {"id": draft_id, "created": now, "updated": now, "locale": locale, "answers": answers or {}}
        with guarded(self._engine):
            self._add(schema.drafts, row)

    def find_draft(self, draft_id: str) -> Draft | None:
        """The draft, or None."""
        row = self._find(schema.drafts, draft_id)
        return Draft(row.id, row.created, row.updated, row.locale, row.answers) if row else None

    def save_page(self, draft_id: str, page: str, answers: dict[str, list[str]], now: datetime) -> Draft | None:
        """Put one page's answers into a draft, the other pages untouched; None when there is no such draft."""
        table = schema.drafts
        with guarded(self._engine), self._engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                # Two pages saved at once must not lose one: take the write lock before reading.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            row = connection.execute(sa.select(table).where(table.c.id == draft_id).with_for_update()).first()
            if row is None:
                return None
            kept: Answers = {**row.answers, page: answers}
            connection.execute(sa.update(table).where(table.c.id == draft_id).values(answers=kept, updated=now))
            connection.commit()
            return Draft(row.id, row.created, now, row.locale, kept)

    def add_advice(
        self,
        advice_id: str,
        draft_id: str,
        locale: str,
        profile: dict[str, Any],
        advice: dict[str, Any],
        knowledge_version: str,
        now: datetime,
    ) -> str:
        """Keep an advice and return its id; the same profile, knowledge and draft again gives the id it had."""
        digest = digest_of(profile, knowledge_version)
        row = {
            "id": advice_id,
            "draft": draft_id,
            "created": now,
            "locale": locale,
            "profile": profile,
            "advice": advice,
            "knowledge_version": knowledge_version,
            "digest": digest,
        }
        table = schema.advices
        with guarded(self._engine):
            if self._add(table, row):
                return advice_id
            with self._engine.connect() as connection:
                query = sa.select(table.c.id).where(table.c.draft == draft_id, table.c.digest == digest)
                kept: str = connection.execute(query).scalar_one()
                return kept

    def find_advice(self, advice_id: str) -> KeptAdvice | None:
        """The advice, or None."""
        row = self._find(schema.advices, advice_id)
        if row is None:
            return None
        return KeptAdvice(row.id, row.draft, row.created, row.locale, row.profile, row.advice, row.knowledge_version)

    def add_label(
        self, label_id: str, text: str, per_day: float | None, locale: str, now: datetime, barcode: str | None = None
    ) -> bool:
        """Keep a label; False when the id is taken. barcode: GTIN as digits."""
        row = {
            "id": label_id, "created": now, "locale": locale, "text": text, "per_day": per_day, "barcode": barcode,
        }  # fmt: skip
        with guarded(self._engine):
            return self._add(schema.labels, row)

    def find_label(self, label_id: str) -> KeptLabel | None:
        """The label, or None."""
        row = self._find(schema.labels, label_id)
        return KeptLabel(row.id, row.created, row.locale, row.text, row.per_day, row.barcode) if row else None

    def add_medicines(self, list_id: str, medicines: list[dict[str, Any]], locale: str, now: datetime) -> bool:
        """Keep a list of medicines; False when the id is taken."""
        row = {"id": list_id, "created": now, "locale": locale, "medicines": medicines}
        with guarded(self._engine):
            return self._add(schema.medicine_lists, row)

    def find_medicines(self, list_id: str) -> KeptMedicines | None:
        """The list of medicines, or None."""
        row = self._find(schema.medicine_lists, list_id)
        return KeptMedicines(row.id, row.created, row.locale, row.medicines) if row else None

    def erase_draft(self, draft_id: str) -> Erased:
        """Erase a check with every advice that came of it."""
        return self._erase(
            sa.delete(schema.advices).where(schema.advices.c.draft == draft_id),
            sa.delete(schema.drafts).where(schema.drafts.c.id == draft_id),
        )

    def erase_advice(self, advice_id: str) -> Erased:
        """Erase one advice; its check stays."""
        return self._erase(sa.delete(schema.advices).where(schema.advices.c.id == advice_id))

    def erase_label(self, label_id: str) -> Erased:
        """Erase a label."""
        return self._erase(sa.delete(schema.labels).where(schema.labels.c.id == label_id))

    def erase_medicines(self, list_id: str) -> Erased:
        """Erase a list of medicines."""
        return self._erase(sa.delete(schema.medicine_lists).where(schema.medicine_lists.c.id == list_id))

    def erase_before(self, moment: datetime) -> Erased:
        """Erase the checks that nobody changed since a moment with their advices, and older labels and lists."""
        old = sa.select(schema.drafts.c.id).where(schema.drafts.c.updated < moment)
        return self._erase(
            sa.delete(schema.advices).where(schema.advices.c.draft.in_(old)),
            sa.delete(schema.drafts).where(schema.drafts.c.updated < moment),
            sa.delete(schema.labels).where(schema.labels.c.created < moment),
            sa.delete(schema.medicine_lists).where(schema.medicine_lists.c.created < moment),
        )

    def _erase(self, *deletions: sa.Delete) -> Erased:
        """Delete, all or nothing, and overwrite what was there."""
        with guarded(self._engine), self._engine.begin() as connection:
            rows = sum(int(connection.execute(deletion).rowcount) for deletion in deletions)
        return Erased(rows, overwrite(self._engine)) if rows else Erased(0)

    def _add(self, table: sa.Table, row: dict[str, Any]) -> bool:
        """Insert a row; False when one with its key is there already."""
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.insert(table).values(**row))
        except IntegrityError:
            return False
        return True

    def _find(self, table: sa.Table, row_id: str) -> sa.Row[Any] | None:
        try:
            with guarded(self._engine), self._engine.connect() as connection:
                return connection.execute(sa.select(table).where(table.c.id == row_id)).first()
        except (ValueError, TypeError):  # what stands there is no JSON or no moment any more
            _log.error("a row of «%s» cannot be read", table.name)
            return None


def digest_of(profile: dict[str, Any], knowledge_version: str) -> str:
    """What makes an advice the same advice: the profile apart from its language, and the knowledge.

    >>> digest_of({"locale": "nl"}, "v1") == digest_of({"locale": "en"}, "v1")
    True
    """
    told = {key: value for key, value in profile.items() if key != "locale"}
    text = json.dumps([told, knowledge_version], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
