"""The same strict reading of tables behind every command: one line that names the line."""

import pytest

TABLES = {
    "quotes": ('{head}\n"{first}"x,{rest}\n', 2),
    "open": ('{head}\n"{first},{rest}\n', 2),
    "few": ("{head}\n{first}\n", 2),
    "many": ("{head}\n\n{first},{rest},1\n", 3),
}
COMMANDS = {
    ("labs",): ("date,test,value", "2027-01-04", "magnesium,0.8"),
    ("diary", "import", "--database", "sqlite:///x.sqlite"): ("date,bristol,note", "2027-01-04", "4,x"),
    ("trial", "analyse", "--minimal-effect", "1"): ("date,on,outcome", "2027-01-04", "1,5"),
}


@pytest.mark.parametrize("fault", TABLES)
@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])
def test_a_fault_is_one_line(cli, tmp_path, monkeypatch, words, fault):
    monkeypatch.chdir(tmp_path)
    head, first, rest = COMMANDS[words]
    text, line = TABLES[fault]
    (tmp_path / "x.csv").write_text(text.format(head=head, first=first, rest=rest), encoding="utf-8")
    command = 2 if words[0] in ("diary", "trial") else 1
    done = cli(*words[:command], "x.csv", *words[command:], "--locale", "en")
    assert (done.status, done.out) == (2, "")
    assert done.err.count("\n") == 1
    # a sheet of a laboratory may leave out the last cells: it names the one that it misses
    cell = ", test" if (words[0], fault) == ("labs", "few") else ""
    assert done.err.startswith(f"x.csv, line {line}{cell}: ")
