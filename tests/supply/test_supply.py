"""What the software is made of: the bill names every locked package, and the audit finds what an advisory names."""

import datetime
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "requirements"))

import audit  # noqa: E402
import locks  # noqa: E402


def advisory(name, events, versions=(), **more):
    return {
        "id": f"TEST-{name}",
        "modified": "2026-11-01T00:00:00Z",
        "affected": [
            {
                "package": {"name": name, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": events}],
                "versions": list(versions),
            }
        ],
        **more,
    }


@pytest.fixture
def folder(tmp_path):
    def make(*advisories):
        for number, told in enumerate(advisories):
            place = tmp_path / "vulns" / told["affected"][0]["package"]["name"]
            place.mkdir(parents=True, exist_ok=True)
            (place / f"{number}.json").write_text(json.dumps(told))
        return audit.Folder(tmp_path)

    return make


def package(version, name="some-name"):
    return locks.Locked(name, version, "", ())


def test_every_lock_is_read_whole_and_every_package_has_its_hashes():
    paths = locks.lock_files()
    assert {path.stem for path in paths} >= {"run", "dev"}
    for path in paths:
        found = locks.read_lock(path)
        text = path.read_text()
        assert len(found) == text.count("==") - text.count("== '")
        assert sum(len(one.hashes) for one in found) == text.count("--hash=sha256:")
        assert all(one.hashes for one in found), path


def test_a_line_that_is_no_package_is_refused(tmp_path):
    (tmp_path / "x.txt").write_text("starlette>=1\n")
    with pytest.raises(ValueError, match="line 1"):
        locks.read_lock(tmp_path / "x.txt")


@pytest.mark.parametrize(
    ("version", "events", "hit"),
    [
        ("1.9", [{"introduced": "0"}, {"fixed": "2.0"}], True),
        ("2.0", [{"introduced": "0"}, {"fixed": "2.0"}], False),
        ("2.0rc1", [{"introduced": "0"}, {"fixed": "2.0"}], True),
        ("0.9", [{"introduced": "1.0"}, {"fixed": "2.0"}], False),
        ("1.0", [{"introduced": "1.0"}, {"fixed": "2.0"}], True),
        ("3.1", [{"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "3.0"}, {"fixed": "3.2"}], True),
        ("2.5", [{"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "3.0"}, {"fixed": "3.2"}], False),
        ("2.0", [{"introduced": "0"}, {"last_affected": "2.0"}], True),
        ("2.1", [{"introduced": "0"}, {"last_affected": "2.0"}], False),
        ("10.0", [{"introduced": "9.0"}], True),
    ],
)
def test_a_version_is_held_against_its_range(folder, version, events, hit):
    assert bool(audit.hits_of(package(version), folder(advisory("Some_Name", events)))) == hit


def test_a_listed_version_a_withdrawn_and_another_package(folder):
    found = folder(
        advisory("some.name", [], ["1.0.0"]),
        advisory("some-name", [{"introduced": "0"}], withdrawn="2026-01-01T00:00:00Z"),
        advisory("other", [{"introduced": "0"}]),
    )
    assert [hit.advisory for hit in audit.hits_of(package("1.0"), found)] == ["TEST-some.name"]
    assert audit.hits_of(package("1.1"), found) == []


def test_the_audit_says_what_is_mended_where(folder, tmp_path, capsys):
    first = locks.read_lock(ROOT / "requirements" / "run.txt")[0]
    folder(advisory(first.name, [{"introduced": "0"}, {"fixed": "999.1"}], aliases=["CVE-0000-1"]))
    assert audit.main([str(tmp_path), "--on", "2026-11-20"]) == 1
    assert f"{first.name} {first.version}: TEST-{first.name} (CVE-0000-1), mended in 999.1" in capsys.readouterr().out


def test_an_old_copy_or_none_is_no_answer(folder, tmp_path, capsys):
    assert audit.main([str(tmp_path)]) == 2
    folder(advisory("not-ours", [{"introduced": "0"}]))
    assert audit.main([str(tmp_path), "--on", "2026-11-30"]) == 0
    assert audit.main([str(tmp_path), "--on", "2026-12-31"]) == 2
    assert "60 days old" in capsys.readouterr().err
    assert audit.main([str(tmp_path), "--on", "2026-12-31", "--stale"]) == 0


def test_the_bill_names_every_package_with_its_hashes_and_is_the_same_twice(tmp_path):
    pytest.importorskip("cyclonedx", reason="the dependency group «dev» is not installed")
    import bill

    for turn in ("one", "two"):
        assert bill.main(["--into", str(tmp_path / turn)]) == 0
    for path in locks.lock_files():
        made = [(tmp_path / turn / f"{path.stem}.cdx.json").read_bytes() for turn in ("one", "two")]
        assert made[0] == made[1]
        told = json.loads(made[0])
        assert (told["bomFormat"], told["metadata"]["component"]["name"]) == ("CycloneDX", "magwise")
        locked = locks.read_lock(path)
        found = {
            (part["name"], part["version"]): tuple(one["content"] for one in part["externalReferences"][0]["hashes"])
            for part in told["components"]
        }
        assert found == {(one.name, one.version): tuple(sorted(one.hashes)) for one in locked}
    page = (tmp_path / "one" / "licences.md").read_text()
    every = {(one.name, one.version) for path in locks.lock_files() for one in locks.read_lock(path)}
    assert all(f"| {name} | {version} |" in page for name, version in every)
    assert "| alembic |" in page


def test_the_newest_day_is_that_of_the_copy(folder):
    found = folder(advisory("a", []), {**advisory("b", []), "modified": "2026-12-24T00:00:00Z"})
    assert (found.newest, found.count) == ("2026-12-24", 2)
    assert datetime.date.fromisoformat(found.newest)


@pytest.mark.parametrize("content", [
    "{", "id: [", "\xff", "[" * 5_000, '{"id": "X", "modified": "2026-11-01", "affected": ["x"]}',
    '{"id": "X", "modified": "2026-11-01", "affected": [{"package": {"name": "some-name", "ecosystem": "PyPI"}, "ranges": '
    '[{"type": "ECOSYSTEM", "events": [{"introduced": "never"}]}]}]}',
])  # fmt: skip
def test_a_broken_advisory_is_one_line(tmp_path, monkeypatch, capsys, content):
    monkeypatch.setattr(audit, "lock_files", lambda: [Path("lock")])
    monkeypatch.setattr(audit, "read_lock", lambda _path: [package("1.0")])
    (tmp_path / "some-name").mkdir()
    (tmp_path / "some-name" / "good.json").write_text('{"id": "A", "modified": "2026-11-01"}', encoding="utf-8")
    path = tmp_path / "some-name" / ("bad.yaml" if content.startswith("id") else "bad.json")
    path.write_bytes(content.encode("latin-1"))
    assert audit.main([str(tmp_path), "--on", "2026-11-20"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"{path}: this advisory cannot be read. Fetch the copy again.\n"
