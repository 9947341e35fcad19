"""Diaries in a real SQLite and a real PostgreSQL: added, never changed, never lost."""

import pytest
import sqlalchemy as sa

from magwise.errors import StoreError
from magwise.followup.diary import Event, entries_of
from magwise.followup.entry import Entry
from magwise.store.database import guarded, open_database
from magwise.store.diary import DiaryStore
from store.crash import NOW, event, run


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, tmp_path):
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/diary.sqlite"
    return request.getfixturevalue("postgres")


@pytest.fixture
def store(url):
    kept = DiaryStore(open_database(url))
    for name in kept.names():
        kept.erase(name)
    yield kept
    kept.close()


def test_events_come_back_as_they_were_in_their_order(store):
    events = [event(f"e{number}") for number in range(7)]
    assert store.add(events[:4], NOW).new == 4
    assert store.add(events[2:], NOW) == (3, 2, ())
    assert store.events() == tuple(events)


def test_an_id_with_other_content_adds_nothing(store):
    store.add([event("one")], NOW)
    other = Event(id="one", kind="entry", recorded=NOW.isoformat(), entry=Entry(date="2027-01-05", bristol=4))
    added = store.add([event("two"), other], NOW)
    assert added == (0, 0, ("one",))
    assert store.events() == (event("one"),)
    twice = [event("three"), Event(id="three", kind="withdrawal", recorded=NOW.isoformat(), about="one")]
    assert store.add(twice, NOW).clashing == ("three",)


def test_diaries_of_several_people_do_not_mix(store):
    store.add([event("mine")], NOW)
    store.add([event("mine")], NOW, "anna")
    assert store.names() == ("anna", "me")
    assert store.erase("anna").rows == 1
    assert store.erase("nobody") == (0, None)
    assert store.events() == (event("mine"),)
    assert store.events("anna") == ()


def test_the_database_itself_refuses_to_change_an_event(store, url):
    store.add([event("one")], NOW)
    engine = open_database(url)
    with pytest.raises(StoreError), guarded(engine), engine.begin() as connection:
        connection.execute(sa.text("UPDATE diary_events SET recorded = 'never'"))
    engine.dispose()
    assert store.events() == (event("one"),)


def test_a_correction_leaves_what_stood_there(store):
    right = Event(
        id="two", kind="correction", recorded=NOW.isoformat(), about="one", entry=Entry(date="2027-01-04", bristol=3)
    )
    store.add([event("one"), right], NOW)
    (kept,) = entries_of(store.events())
    assert (kept.id, kept.entry.bristol, kept.versions) == ("one", 3, 2)
    assert len(store.events()) == 2


def test_a_writer_killed_at_random_moments_loses_nothing_acknowledged(url, store):
    store.close()
    acknowledged, lost = run(url, times=12, seed=5)
    assert acknowledged > 0
    assert lost == 0
