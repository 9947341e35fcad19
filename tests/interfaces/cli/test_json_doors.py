"""The same strict reading of JSON behind every command: one line that says where, what and how to mend it."""

import json

import pytest

from magwise.interfaces.limits import MOST_LETTERS, MOST_TEXTS

FAULTS = {
    '{"a": 1, "a": 2}': "«a» stands here twice",
    '{"a": "\\ud800"}': "half a character",
    '{"a": 1e999}': "is no usable number",
    '{"a": NaN}': "is no usable number",
    '{"a": ' + "1" * 41 + "}": "too many digits",
    '{"a": ' + "[" * 70 + "]" * 70 + "}": "brackets go deeper",
}


@pytest.mark.parametrize(("content", "said"), FAULTS.items())
@pytest.mark.parametrize(
    "words",
    [
        ("trial", "analyse", "days.csv", "--plan", "x.json"),
        ("trial", "begin", "x.json", "--database", "sqlite:///x.sqlite"),
        ("diary", "import", "x.json", "--database", "sqlite:///x.sqlite"),
        ("batch", "labels", "x.json", "out.jsonl"),
        ("advise", "x.json"),
        ("plan", "x.json"),
        ("ask", "x.json"),
        ("labs", "x.json"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_fault_is_one_line(cli, tmp_path, monkeypatch, words, content, said):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.json").write_text(content, encoding="utf-8")
    (tmp_path / "days.csv").write_text("date,on,outcome\n2027-01-04,1,5\n", encoding="utf-8")
    done = cli(*words, "--locale", "en")
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert done.err.startswith("x.json, line 1: ")
    if words[0] not in ("advise", "plan", "ask", "labs"):  # these may read YAML too, and say it as for YAML
        assert said in done.err


@pytest.mark.parametrize("content", FAULTS)
def test_a_row_with_such_a_fault_is_an_error_row_and_the_run_goes_on(cli, tmp_path, content):
    good = {"person": {"age": 42}, "goals": ["sleep"]}
    bad = content.replace('{"a"', '{"id": "b", "conditions": ["kidney_disease"], "person": {"age": 42}, "goals"', 1)
    bad = bad.replace(', "a": 2', ', "conditions": []')
    (tmp_path / "in.jsonl").write_text(bad + "\n" + json.dumps({"id": "g", "profile": good}) + "\n", encoding="utf-8")
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    assert cli("batch", "advise", source, target, "--locale", "en").status == 0
    first, second = (json.loads(line) for line in target.read_text(encoding="utf-8").splitlines())
    assert (first["decision"], bool(first["error"])) == (None, True)
    assert (second["decision"], second["error"]) == ("advise", None)
    cell = '"' + bad.replace('"', '""') + '"'
    (tmp_path / "in.csv").write_text(f"id,profile\nb,{cell}\n", encoding="utf-8")
    assert cli("batch", "advise", tmp_path / "in.csv", target, "--locale", "en").status == 0
    (only,) = (json.loads(line) for line in target.read_text(encoding="utf-8").splitlines())
    assert (only["decision"], bool(only["error"])) == (None, True)


def test_medicines_of_one_call_are_bounded(cli, tmp_path):
    assert cli("medicine", *["thyrax"] * MOST_TEXTS).status == 0
    done = cli("medicine", *["thyrax"] * (MOST_TEXTS + 1))
    assert (done.status, done.out) == (2, "")
    assert (
        f"there are {MOST_TEXTS + 1} medicines, at most {MOST_TEXTS} fit at once. Ask again for the rest." in done.err
    )
    path = tmp_path / "list.txt"
    path.write_text("thyrax\n" * (MOST_TEXTS + 1), encoding="utf-8")
    assert cli("medicine", "--file", path).status == 2
    done = cli("medicine", *["a" * (MOST_LETTERS // 10)] * 11)
    assert (done.status, done.out) == (2, "")
    assert f"more than {MOST_LETTERS} characters together. Ask again for the rest." in done.err


def test_json_commands_no_terminal(cli):
    done = cli("medicine", "--json", "Thyrax \x9b31m \u202e \x7f")
    assert done.status == 0
    assert not set(done.out) & {"\x9b", "\u202e", "\x7f"}
    assert json.loads(done.out)[0]["typed"] == "Thyrax \x9b31m \u202e \x7f"
