"""Photos from end to end: rendered, taken badly, read; and what comes in that is no photo of a label."""

import io
import sys

import pytest

from magwise.errors import ExtraMissingError, InputError
from magwise.knowledge.load import load_knowledge
from magwise.photos.extra import is_installed, need
from magwise.photos.load import LARGEST_BYTES, find_format, load_photo
from magwise.photos.read import read_photo

KNOWLEDGE = load_knowledge()
installed = pytest.mark.skipif(not is_installed(), reason="the extra «photo» is not installed")
DUTCH = """Magnesium bisglycinaat
Per 2 tabletten | % RI*
Magnesium (uit magnesiumbisglycinaat) | 200 mg | 53%
Vitamine B6 (pyridoxaal-5-fosfaat) | 1,4 mg | 100%
* RI = referentie-inname
Ingrediënten: vulstof (cellulose), antiklontermiddel (magnesiumstearaat)."""
ENGLISH = """Supplement Facts
Serving Size: 3 Capsules
Amount Per Serving | % Daily Value
Magnesium (as magnesium malate) | 315 mg | 75%
Zinc (as zinc citrate) | 11 mg | 100%
Other ingredients: cellulose, rice flour"""
GERMAN = """Magnesium 300 direkt
Zusammensetzung | pro Tagesdosis (1 Beutel) | NRV
Magnesium | 300 mg | 80 %
Vitamin C | 80 mg | 100 %"""
FRENCH = """Composition pour 1 gélule
Magnésium (bisglycinate de magnésium) | 75 mg | 20 %
Vitamine B6 | 0,7 mg | 50 %"""
SHOTS = [  # text, seed, quarter turn, elemental mg per serving
    (DUTCH, 11, 0, 200), (DUTCH, 12, 90, 200), (ENGLISH, 13, 0, 315), (ENGLISH, 14, 180, 315), (GERMAN, 15, 270, 300),
    (GERMAN, 16, 0, 300), (FRENCH, 17, 0, 75), (FRENCH, 18, 0, 75),
]  # fmt: skip


def picture_of(text: str, seed: int, quarter: int = 0) -> bytes:
    from photos.render import draw_shot, photograph

    return photograph(text, seed, draw_shot(seed)._replace(quarter=quarter))


def saved(picture: object, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def panel(text: str = DUTCH) -> object:
    from photos.render import draw_shot, print_panel

    return print_panel(text, draw_shot(1)._replace(font="DejaVuSans", size=26, paper=0, columns=True))


@installed
@pytest.mark.parametrize(("text", "seed", "quarter", "mg"), SHOTS)
def test_a_photo_gives_the_amount(text: str, seed: int, quarter: int, mg: float) -> None:
    reading = read_photo(picture_of(text, seed, quarter), knowledge=KNOWLEDGE)
    assert reading.label is not None
    assert reading.label.elemental_mg_per_serving is not None
    assert reading.label.elemental_mg_per_serving.best == mg
    assert reading.label.verdict == "ok" or reading.doubtful
    assert reading.turned == (360 - quarter) % 360
    assert 0 < reading.confidence <= 1


@installed
def test_the_same_photo_gives_the_same_bytes() -> None:
    photo = picture_of(ENGLISH, 13)
    one, two = (read_photo(photo, knowledge=KNOWLEDGE).to_label_dict() for _ in range(2))
    assert one == two
    assert set(one["photo"]) == {"text", "confidence", "doubtful", "barcode"}
    assert one["verdict"] == "ok"


@installed
@pytest.mark.parametrize(("kind", "name"), [("JPEG", "JPEG"), ("PNG", "PNG"), ("WEBP", "WEBP"), ("HEIF", "HEIF")])
def test_every_format_is_read(kind: str, name: str) -> None:
    if kind == "HEIF":
        need("pillow_heif").register_heif_opener()
    data = saved(panel(), kind)
    assert find_format(data) == name
    reading = read_photo(data, knowledge=KNOWLEDGE)
    assert reading.label is not None
    assert reading.label.elemental_mg_per_serving is not None
    assert reading.label.elemental_mg_per_serving.best == 200


@installed
def test_the_camera_s_turn_is_followed_and_the_place_is_dropped() -> None:
    picture = panel()
    exif = need("PIL.Image").Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (52.0, 22.0, 12.0)
    data = saved(picture.rotate(90, expand=True), "JPEG", exif=exif, quality=95)
    assert need("PIL.Image").open(io.BytesIO(data)).getexif().get_ifd(0x8825)
    loaded = load_photo(data, knowledge=KNOWLEDGE)
    assert loaded.size == picture.size
    assert not loaded.getexif()
    assert not loaded.info
    assert b"GPS" not in saved(loaded, "PNG")
    assert read_photo(data, knowledge=KNOWLEDGE).turned == 0


@installed
def test_a_see_through_picture_is_read_on_white() -> None:
    picture = need("PIL.Image").new("RGBA", (40, 30), (0, 0, 0, 0))
    loaded = load_photo(saved(picture, "PNG"), knowledge=KNOWLEDGE)
    assert loaded.getpixel((5, 5)) == (255, 255, 255)


@installed
def test_the_barcode_is_kept() -> None:
    images, stripes = need("PIL.Image"), need("zxingcpp")
    code = stripes.create_barcode("4006381333931", stripes.BarcodeFormat.EAN13)
    drawn = images.fromarray(code.to_image(scale=3)).convert("RGB")
    label = panel()
    sheet = images.new("RGB", (max(label.width, drawn.width), label.height + drawn.height + 40), (255, 255, 255))
    sheet.paste(label, (0, 0))
    sheet.paste(drawn, (0, label.height + 20))
    reading = read_photo(saved(sheet.rotate(4, expand=True, fillcolor=(255, 255, 255)), "JPEG"), knowledge=KNOWLEDGE)
    assert reading.barcode == "4006381333931"
    assert reading.label is not None
    assert reading.label.elemental_mg_per_serving is not None
    assert reading.label.elemental_mg_per_serving.best == 200


@installed
def test_a_photo_without_text_gives_no_label() -> None:
    picture = need("PIL.Image").new("RGB", (320, 240), (120, 100, 80))
    reading = read_photo(saved(picture, "PNG"), knowledge=KNOWLEDGE)
    assert (reading.text, reading.label, reading.confidence) == ("", None, 0.0)
    assert reading.to_label_dict() == {"photo": {"text": "", "confidence": 0.0, "doubtful": [], "barcode": None}}


@pytest.mark.parametrize("data", [b"", b"Magnesium 100 mg", b"GIF89a" + bytes(50), b"%PDF-1.7", b"RIFF0000WAVE"])
def test_what_is_no_photo_is_refused_by_its_content(data: bytes) -> None:
    with pytest.raises(InputError, match=r"foto: Dit is geen foto\. Kies een JPG, PNG, WEBP of HEIC\."):
        load_photo(data, knowledge=KNOWLEDGE)
    with pytest.raises(InputError, match=r"photo: This is not a photo\. Choose a JPG, PNG, WEBP or HEIC\."):
        load_photo(data, knowledge=KNOWLEDGE, locale="en")


def test_a_file_above_the_limit_is_refused_with_its_size() -> None:
    with pytest.raises(InputError, match=r"De foto is te groot \(14 MB\)\. Kies een foto onder 10 MB\."):
        load_photo(b"\xff\xd8\xff" + bytes(13_900_000), knowledge=KNOWLEDGE)
    assert LARGEST_BYTES == 10_000_000


@installed
@pytest.mark.parametrize("size", [(8_000, 8_000), (10_000, 10_000), (20_000, 20_000)])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    data = saved(need("PIL.Image").new("1", size), "PNG")
    with pytest.raises(InputError, match="meer dan 14 miljoen beeldpunten"):
        load_photo(data, knowledge=KNOWLEDGE)


@installed
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6])
def test_a_damaged_photo_is_refused(kind: str, share: float) -> None:
    if kind == "HEIF":
        need("pillow_heif").register_heif_opener()
    data = saved(panel(), kind)
    with pytest.raises(InputError, match="Deze foto is beschadigd"):
        load_photo(data[: max(16, int(len(data) * share))], knowledge=KNOWLEDGE)


def test_a_missing_extra_is_named_with_its_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(ExtraMissingError, match=r"pip install 'magwise\[photo\]'"):
        need("rapidocr")
