"""`magwise medicine import`: names of a download are kept here, replaced when imported again, and used at once."""

import json

import pytest

UNII = "Name\tTYPE\tUNII\tDisplay Name\nTHYROLUXE\tbn\tX1\tLEVOTHYROXINE SODIUM\n"


@pytest.fixture
def own(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    path = tmp_path / "UNII_Names.txt"
    path.write_text(UNII)
    return str(path)


def test_an_imported_name_is_known_from_then_on(cli, own, tmp_path):
    assert not json.loads(cli("medicine", "Thyroluxe 50", "--json").out)[0]["recognised"]
    told = json.loads(cli("medicine", "import", "unii", own, "--json").out)
    assert (told["new"], told["known"], told["left_out"]) == (1, 0, 0)
    (match,) = json.loads(cli("medicine", "Thyroluxe 50", "--json").out)
    assert (match["recognised"], match["matches"][0]["inn"]) == (True, "levothyroxine")
    assert json.loads(cli("medicine", "import", "unii", own, "--json").out)["new"] == 1
    profile = tmp_path / "me.yaml"
    profile.write_text('person: {age: 44}\ngoals: [sleep]\nmedicines: [{name: "Thyroluxe", times: ["07:00"]}]\n')
    advice = json.loads(cli("advise", profile, "--json").out)
    assert "+" in advice["knowledge_version"]
    assert [flag["id"] for flag in advice["flags"] if "spacing" in flag["id"]] == ["levothyroxine_spacing"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("uni", "x"), "unii"),
        (("unii", "nergens.txt"), "no such file"),
        (("cbg", None), "PRODUCTNAAM"),
        (("unii",), "FILE"),
    ],
)
def test_bad_input_is_one_line(cli, own, words, said):
    done = cli("medicine", "import", *(own if word is None else word for word in words))
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert said in done.err


def test_a_damaged_file_of_names_is_told(cli, own, tmp_path):
    folder = tmp_path / "data" / "magwise"
    folder.mkdir(parents=True)
    (folder / "medicine-names.tsv").write_text("nonsense\n")
    done = cli("medicine", "thyrax")
    assert done.status == 1
    assert "medicine-names.tsv" in done.err
