"""`magwise label --image`: the same words and the same JSON as the contract says."""

import json
import sys
from pathlib import Path

import pytest

from magwise.interfaces.cli.main import main
from magwise.photos.extra import is_installed

installed = pytest.mark.skipif(not is_installed(), reason="the extra «photo» is not installed")
TEXT = """Voedingswaarde per 2 tabletten
Magnesium (uit magnesiumcitraat) | 150 mg | 40%
Zink (zinkcitraat) | 5 mg | 50%"""


@pytest.fixture
def photo(tmp_path: Path) -> str:
    from photos.render import draw_shot, photograph

    path = tmp_path / "pot.png"
    path.write_bytes(photograph(TEXT, 3, draw_shot(3)._replace(quarter=0)))
    return str(path)


@installed
def test_json_is_the_label_with_the_photo_beside_it(photo: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["label", "--image", photo, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["verdict"] == "ok"
    assert answer["elemental_mg_per_serving"]["best"] == 150
    assert answer["serving"] == {"count": 2, "unit": "tablet"}
    assert "150 mg" in answer["photo"]["text"]
    assert answer["photo"]["barcode"] is None
    assert answer["photo"]["doubtful"] == []
    assert 0.5 < answer["photo"]["confidence"] <= 1


@installed
def test_the_page_shows_what_was_read_and_then_the_answer(photo: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["label", "--image", photo]) == 0
    shown = capsys.readouterr().out
    assert shown.index("Op de foto gelezen") < shown.index("(uit magnesiumcitraat)") < shown.index("1 tablet geeft")


@installed
def test_a_photo_without_text_is_bad_input(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from magwise.photos.extra import need

    path = tmp_path / "table.png"
    need("PIL.Image").new("RGB", (300, 200), (120, 100, 80)).save(path)
    assert main(["label", "--image", str(path)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith(f"{path}: We couldn't read this well.")


def test_text_named_as_a_photo_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "label.jpg"
    path.write_text("Magnesium 100 mg per tablet", encoding="utf-8")
    assert main(["label", "--image", str(path)]) == 2
    assert capsys.readouterr().err == f"{path}: This is not a photo. Choose a JPG, PNG, WEBP or HEIC.\n"
    assert main(["label", "--image", str(path), "--locale", "nl"]) == 2
    assert capsys.readouterr().err == f"{path}: Dit is geen foto. Kies een JPG, PNG, WEBP of HEIC.\n"


@pytest.mark.parametrize("words", [["magnesium 100 mg"], ["--file", "label.txt"]])
def test_a_photo_and_a_text_do_not_go_together(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["label", *words, "--image", "pot.jpg"]) == 2
    assert "Give one of them" in capsys.readouterr().err


def test_a_photo_that_is_not_there_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["label", "--image", "nowhere.jpg"]) == 2
    assert capsys.readouterr().err == "nowhere.jpg: there is no such file. Check the name.\n"


def test_without_the_extra_the_mend_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "PIL.Image", None)
    path = tmp_path / "pot.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    assert main(["label", "--image", str(path)]) == 1
    assert "pip install 'magwise[photo]'" in capsys.readouterr().err
