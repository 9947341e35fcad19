"""Forms that nobody fills in so: refused or answered, and the page behind them stays a page."""

import pytest
from web_visitor import text_of

from magwise.interfaces.web.answers import MOST_ROWS, change_rows, count_rows, row_number
from magwise.profiles.values import MOST_TIMES

DIGITS = "9" * 5_000
DAY = [f"{minute // 60:02d}:{minute % 60:02d}" for minute in range(1_440)]


@pytest.mark.parametrize("action", [f"remove-{DIGITS}", "remove-", "remove--1", "remove-²", "remove-999"])
@pytest.mark.parametrize("name", ["name-0", f"name-{DIGITS}", f"name-0-{DIGITS}", "-", "name-٣"])
def test_a_number_of_a_row_has_an_end(visitor, action, name):
    visitor.get("/nl/medicine")
    fields = {"rows": "2", name: "Thyrax", "_action": action}
    assert visitor.post("/nl/medicine", **fields).status_code == 200
    assert visitor.post("/nl/medicine", **{**fields, "_action": "remove-0"}).status_code == 200
    visitor.begin()
    for page in ("medicines", "now"):
        assert visitor.post(f"/nl/check/{visitor.draft}/{page}", **fields).status_code in (200, 303)
    assert visitor.post(f"/nl/check/{visitor.draft}/more/products", **fields).status_code == 200


def test_any_number_of_rows_added_and_removed_is_a_page(visitor):
    visitor.get("/nl/medicine")
    fields = {"rows": "1", "name-0": "Thyrax", "times-0": "7:00"}
    for _ in range(120):
        fields = {name: values[0] for name, values in change_rows({k: [v] for k, v in fields.items()}, "add").items()}
    assert fields["rows"] == str(MOST_ROWS)
    for number in range(120):
        action = "remove-0" if number % 3 else "add"
        assert visitor.post("/nl/medicine", **fields, _action=action).status_code == 200
    assert count_rows({"rows": [DIGITS]}) == 1
    assert row_number(DIGITS) is None


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_more_times_than_a_day_has_are_asked_again_and_never_kept(visitor, lang):
    visitor.get(f"/{lang}/medicine")
    told = {"rows": "1", "name-0": "Thyrax"}
    page = visitor.post(f"/{lang}/medicine", **told, **{"times-0": " ".join(DAY)})
    assert page.status_code == 422
    assert str(MOST_TIMES) in text_of(page.text)
    page = visitor.post(f"/{lang}/medicine", **told, **{"times-0": " ".join(DAY[: MOST_TIMES * 60 : 60])})
    assert page.status_code == 200
    assert "/medicine/" in visitor.path


def test_a_list_that_was_kept_before_there_were_limits_can_be_mended(visitor, app):
    from datetime import timedelta

    entry = {"name": "Thyrax", "times": DAY, "movable": False}
    services = app.state.services
    services.store.add_medicines("a" * 32, [entry], "nl", services.owned - timedelta(seconds=1))
    page = visitor.get(f"/nl/medicine/{'a' * 32}")
    assert page.status_code == 422
    assert "Thyrax" in page.text
    assert str(MOST_TIMES) in text_of(page.text)


@pytest.mark.parametrize("typed", ["thyrax\n" * 101, "thyrax, " * 1_000])
def test_more_medicines_than_one_row_may_hold_are_asked_to_be_divided(visitor, typed):
    visitor.get("/nl/medicine")
    page = visitor.post("/nl/medicine", **{"rows": "1", "name-0": typed})
    assert page.status_code == 422
    assert "Verdeel ze over meer regels" in text_of(page.text)
    visitor.begin()
    assert visitor.post(f"/nl/check/{visitor.draft}/medicines", **{"rows": "1", "name-0": typed}).status_code in (
        200,
        422,
    )
