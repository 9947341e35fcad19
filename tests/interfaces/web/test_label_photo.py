"""A photo on the label page: read here, shown to be checked, never kept and never judged before that."""

import io
import re
import sqlite3

import pytest

from interfaces.web.web_visitor import text_of
from magwise.photos.extra import is_installed

installed = pytest.mark.skipif(not is_installed(), reason="the extra «photo» is not installed")
PANEL = """Voedingswaarde per 2 tabletten
Magnesium (uit magnesiumcitraat) | 150 mg | 40%"""


def picture(text=PANEL, seed=3):
    from photos.render import draw_shot, photograph

    return photograph(text, seed, draw_shot(seed)._replace(quarter=0))


def send(visitor, data, name="pot.jpg", **fields):
    told = {"_token": visitor.token, "label": "", "per_day": "", **fields}
    files = {"photo": (name, data, "image/jpeg")}
    visitor.page = visitor.client.post(f"/{visitor.lang}/label", data=told, files=files)
    return visitor.page


def area_of(html):
    return re.search(r'<textarea form="question" id="label"[^>]*>\n?(.*?)</textarea>', html, re.S)[1]


@installed
def test_a_photo_is_shown_to_be_checked_and_then_read(anyone):
    anyone.get(f"/{anyone.lang}/label")
    assert 'type="file"' in anyone.page.text
    page = send(anyone, picture(), per_day="2")
    assert page.status_code == 200
    assert "150 mg" in area_of(page.text)
    assert 'value="2"' in page.text
    assert "data-verdict" not in page.text
    page = anyone.post(f"/{anyone.lang}/label", label=area_of(page.text), per_day="2")
    assert 'data-verdict="ok"' in page.text


@installed
def test_what_was_typed_stays_beside_what_was_read(visitor):
    visitor.get("/nl/label")
    page = send(visitor, picture(), label="Mijn potje")
    assert area_of(page.text).startswith("Mijn potje\n")
    assert "150 mg" in area_of(page.text)


@installed
@pytest.mark.parametrize(
    ("data", "status", "nl", "en"),
    [
        (b"\xff\xd8\xff" + b"0" * 11_000_000, 413, "De foto is te groot (12 MB)", "too large (12 MB)"),
        (b"this is a shopping list", 422, "Dit is geen foto", "not a photo"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 100, 422, "beschadigd", "damaged"),
    ],
)
def test_a_photo_that_cannot_be_read_keeps_the_fields(anyone, data, status, nl, en):
    anyone.get(f"/{anyone.lang}/label")
    page = send(anyone, data, label="magnesium 5 mg", per_day="3")
    assert page.status_code == status
    said = text_of(page.text)
    assert (nl if anyone.lang == "nl" else en) in said
    assert area_of(page.text) == "magnesium 5 mg"
    assert 'value="3"' in page.text
    assert 'href="#photo"' in page.text
    assert 'id="photo-error"' in page.text


@installed
def test_nothing_of_a_photo_is_kept(visitor, database):
    from magwise.photos.extra import need

    need("PIL.Image")
    out = io.BytesIO()
    exif = need("PIL.Image").Exif()
    exif.get_ifd(0x8825)[1] = "N"
    need("PIL.Image").open(io.BytesIO(picture())).save(out, "JPEG", exif=exif, quality=92)
    visitor.get("/nl/label")
    page = send(visitor, out.getvalue())
    visitor.post("/nl/label", label=area_of(page.text), per_day="", barcode="8712345678906")
    assert "8712345678906" in text_of(visitor.page.text)
    with sqlite3.connect(database.removeprefix("sqlite:///")) as kept:
        rows = kept.execute("SELECT text, barcode FROM labels").fetchall()
        everything = "\n".join(kept.iterdump())
    assert len(rows) == 1
    assert rows[0][1] == "8712345678906"
    assert "GPS" not in everything
    assert "JFIF" not in everything


@pytest.mark.parametrize("barcode", ["12", "abc", "<b>1</b>", "1" * 30, "١٢٣"])
def test_only_digits_are_kept_as_a_barcode(visitor, barcode):
    visitor.get("/nl/label")
    visitor.post("/nl/label", label="magnesium 100 mg per tablet", per_day="", barcode=barcode)
    assert ("Streepjescode" in visitor.page.text) == (barcode == "12")


def test_other_pages_take_no_files_and_no_large_bodies(visitor):
    files = {"photo": ("a.jpg", b"0" * 1_100_000, "image/jpeg")}
    assert visitor.client.post("/nl/medicine", data={"_token": visitor.token}, files=files).status_code == 413


def test_without_the_extra_there_is_no_field(visitor, monkeypatch):
    from magwise.interfaces.web import label

    monkeypatch.setattr(label, "is_installed", lambda: False)
    assert 'type="file"' not in visitor.get("/nl/label").text
