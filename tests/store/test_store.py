"""What is kept stays as it was kept, and the tables come from the migrations."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.command import upgrade
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from magwise.errors import InputError, StoreError
from magwise.store import schema
from magwise.store.address import read_address
from magwise.store.database import HEAD, open_database
from magwise.store.keep import Store
from magwise.store.migrate import MIGRATIONS

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ONE, TWO, THREE = "1" * 32, "2" * 32, "3" * 32


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path}/new/folder/kept.sqlite"


@pytest.fixture
def store(url):
    kept = Store(open_database(url))
    yield kept
    kept.close()


def test_migrations_make_exactly_the_tables_of_the_schema(url):
    engine = open_database(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, schema.metadata) == []
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_head_is_the_last_revision():
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_the_same_migrations_write_postgresql(capsys):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("sqlalchemy.url", "postgresql+psycopg2://user@host/name")
    upgrade(config, "head", sql=True)
    text = capsys.readouterr().out
    assert "CREATE TABLE drafts" in text
    assert "TIMESTAMP WITH TIME ZONE" in text
    assert "CONSTRAINT uq_advices_draft UNIQUE (draft, digest)" in text


def test_a_database_of_a_newer_version_is_refused(url):
    engine = open_database(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'future'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer version"):
        open_database(url)


def test_a_file_that_is_no_database_is_a_store_error(tmp_path):
    path = tmp_path / "kept.sqlite"
    path.write_text("this is a shopping list, " * 100)
    with pytest.raises(StoreError):
        open_database(f"sqlite:///{path}")


@pytest.mark.parametrize("address", ["nonsense", "mysql://host/name", ""])
def test_an_address_that_cannot_be_read_is_bad_input(address):
    with pytest.raises(InputError, match="--database"):
        open_database(address)


def test_postgresql_goes_to_its_current_driver():
    assert read_address("postgresql://user@host/name").drivername == "postgresql+psycopg"


def test_a_draft_survives_a_restart(url):
    first = Store(open_database(url))
    first.add_draft(ONE, "nl", NOW)
    first.save_page(ONE, "goal", {"goal": ["sleep"]}, NOW + timedelta(minutes=1))
    first.save_page(ONE, "you", {"age": ["42"]}, NOW + timedelta(minutes=2))
    first.close()
    draft = Store(open_database(url)).find_draft(ONE)
    assert draft.answers == {"goal": {"goal": ["sleep"]}, "you": {"age": ["42"]}}
    assert (draft.created, draft.updated) == (NOW, NOW + timedelta(minutes=2))


def test_a_page_of_no_draft_is_not_saved(store):
    assert store.save_page(ONE, "goal", {}, NOW) is None
    assert store.find_draft(ONE) is None


def test_two_pages_saved_at_once_are_both_kept(url):
    from concurrent.futures import ThreadPoolExecutor

    store = Store(open_database(url))
    store.add_draft(ONE, "nl", NOW)
    pages = [f"page{number}" for number in range(12)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda page: store.save_page(ONE, page, {"a": [page]}, NOW), pages))
    assert set(store.find_draft(ONE).answers) == set(pages)


def test_an_advice_is_kept_once_and_never_changes(store):
    store.add_draft(ONE, "nl", NOW)
    profile = {"locale": "nl", "goals": ["sleep"]}
    kept = store.add_advice(TWO, ONE, "nl", profile, {"nl": {"decision": "advise"}}, "v1", NOW)
    again = store.add_advice(THREE, ONE, "en", {**profile, "locale": "en"}, {"nl": {"decision": "urgent"}}, "v1", NOW)
    assert kept == again == TWO
    assert store.find_advice(TWO).advice == {"nl": {"decision": "advise"}}
    assert store.find_advice(THREE) is None
    assert store.add_advice(THREE, ONE, "nl", profile, {}, "v2", NOW) == THREE


def test_an_advice_needs_its_draft(store):
    with pytest.raises(StoreError):
        store.add_advice(TWO, ONE, "nl", {}, {}, "v1", NOW)


def test_labels_and_medicines(store):
    assert store.add_label(ONE, "Magnesium 100 mg", 1.5, "nl", NOW)
    assert not store.add_label(ONE, "other", None, "nl", NOW)
    assert store.find_label(ONE).text == "Magnesium 100 mg"
    assert store.find_label(ONE).per_day == 1.5
    assert store.add_medicines(ONE, [{"name": "Thyrax", "times": ["07:00"]}], "en", NOW)
    assert store.find_medicines(ONE).medicines == [{"name": "Thyrax", "times": ["07:00"]}]
    assert store.find_medicines(TWO) is None


def test_the_first_secret_stays(store):
    assert store.secret("forms", "one") == "one"
    assert store.secret("forms", "two") == "one"


def test_errors_of_the_database_hold_no_values(store, url):
    store.add_draft(ONE, "nl", NOW)
    with sa.create_engine(url).begin() as connection:
        connection.exec_driver_sql("DROP TABLE labels")
    with pytest.raises(StoreError) as caught:
        store.add_label(TWO, "secret words", None, "nl", NOW)
    assert "secret words" not in str(caught.value)


def test_a_moment_without_zone_is_refused(store):
    with pytest.raises(StoreError):
        store.add_draft(ONE, "nl", NOW.replace(tzinfo=None))


def test_the_file_is_for_its_owner_only(tmp_path):
    path = tmp_path / "kept.sqlite"
    store = Store(open_database(f"sqlite:///{path}"))
    store.add_draft(ONE, "nl", NOW)
    assert [stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()] == [0o600] * len(list(tmp_path.iterdir()))


def test_a_file_that_everybody_could_read_is_for_its_owner_from_now_on(tmp_path):
    path = tmp_path / "kept.sqlite"
    first = Store(open_database(f"sqlite:///{path}"))
    first.add_draft(ONE, "nl", NOW)
    for file in tmp_path.iterdir():
        file.chmod(0o644)
    again = Store(open_database(f"sqlite:///{path}"))
    assert again.find_draft(ONE) is not None
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    first.close()
    again.close()


def test_a_place_that_cannot_be_written_is_a_store_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError):
        open_database(f"sqlite:///{tmp_path}/file/kept.sqlite")
