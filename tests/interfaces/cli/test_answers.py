"""What the commands say: JSON as the library gives it, and pages of at most 80 columns with the answer first."""

import json
import re
from datetime import date

import pytest

import magwise
from interfaces.cli.processes import PERSONS, width_of
from magwise.advice.unknowns import group_unknowns
from magwise.answer import answer, plan
from magwise.knowledge.load import load_knowledge
from magwise.profiles.text import parse_text

ON = date(2026, 11, 24)
LABELS = {
    "ok": "Per 2 tabletten: magnesium (bisglycinaat) 200 mg (53% RI)",
    "compound_only": "Magnesium oxide 500 mg per tablet",
    "ambiguous": "Magnesium citraat 1000 mg",
    "inconsistent": "Per tablet: 200 mg magnesium uit 400 mg magnesiumbisglycinaat, waarvan magnesium 300 mg",
    "no_magnesium": "Vitamine C 500 mg per tablet",
    "multi": "Multivitamine met mineralen, 1 tablet per dag",
    "skin": "Magnesium olie voor de huid, 100 mg magnesium per 5 sprays",
    "wide": "マグネシウム magnesium 100 mg per tablet",
}


def fits(text: str) -> bool:
    return all(width_of(line) <= 80 for line in text.splitlines())


def no_dose(text: str) -> bool:
    return not re.search(r"(Begin met|Start with|● \d|Zo bouw je op|How to build up)", text)


@pytest.mark.parametrize("person", PERSONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("locale", ["nl", "en"])
def test_every_person_fits_the_terminal_and_hears_the_decision_first(cli, person, locale):
    done = cli("advise", person, "--locale", locale, "--on", ON.isoformat())
    assert (done.status, done.err) == (0, "")
    assert fits(done.out)
    told = answer({**parse_text(person.read_bytes()), "locale": locale}, knowledge=load_knowledge(), on=ON)
    first = done.out.splitlines()[0]
    starts = {
        "advise": ("Begin met", "Start with"),
        "no_supplement": ("Neem nu geen", "Take no"),
        "consult_first": ("Overleg eerst", "Talk to"),
        "urgent": ("Bel nu", "Vraag meteen", "Call", "Get medical"),
    }
    if told.stance in (None, "start"):
        assert first.startswith(starts[told.decision])
    else:
        keys = (
            f"title.{told.stance}",
            f"title.{told.stance}_when",
            f"title.{told.stance}_first",
            f"title.{told.decision}",
        )
        said = load_knowledge().wording[locale]
        titles = [said[f"cli.{key}"].partition("{")[0] for key in keys if f"cli.{key}" in said]
        assert first.startswith(tuple(titles))
    assert told.decision == "advise" or no_dose(done.out.replace(told.disclaimer, ""))
    if told.now is not None:
        assert " ".join(told.now.text.split()) in " ".join(done.out.replace("\u00a0", " ").split())
    shown = " ".join(done.out.replace("│", " ").replace("\u00a0", " ").split())
    for flag in told.flags:
        if told.decision == "urgent" and flag.level == "note":
            continue
        assert " ".join(flag.text.split()) in shown


@pytest.mark.parametrize("person", PERSONS[:12], ids=lambda path: path.stem)
def test_what_was_not_known_and_what_would_change_carry_their_strength(cli, person):
    done = cli("advise", person, "--locale", "en", "--on", ON.isoformat())
    told = answer({**parse_text(person.read_bytes()), "locale": "en"}, knowledge=load_knowledge(), on=ON)
    if told.now is not None:
        assert " ".join(told.now.text.split()) in " ".join(done.out.replace("\u00a0", " ").split())
    shown = " ".join(done.out.replace("│", " ").replace("\u00a0", " ").split())
    if told.decision == "urgent":
        return
    for effect, _, by in group_unknowns(told.unknowns):
        after = shown.partition(effect)[2].lstrip()
        assert after.startswith("[choice of Magwise" if by.sources == ("POLICY",) else f"[{by.grade}, "), effect
    for change in told.would_change:
        after = shown.partition(f"{change.then}.")[2].lstrip()
        assert re.match(r"\[(choice of Magwise|[A-DX], )", after), change
    sources = shown.partition(" Sources ")[2]
    for source in {source for said in (*told.unknowns, *told.would_change) for source in said.sources}:
        assert f"{source} (" in sources


def test_the_json_of_advise_is_the_librarys(cli, profile):
    done = cli("advise", profile, "--json", "--on", ON.isoformat())
    told = answer(parse_text(profile.read_bytes()), knowledge=load_knowledge(), on=ON).to_dict()
    assert done.out == json.dumps(told, ensure_ascii=False, indent=2) + "\n"
    assert list(json.loads(done.out)) == list(told)


def test_the_json_of_plan_is_the_librarys(cli, profile):
    told = plan(parse_text(profile.read_bytes()), knowledge=load_knowledge(), on=ON).to_dict()
    assert json.loads(cli("plan", profile, "--json", "--on", ON.isoformat()).out) == json.loads(json.dumps(told))


@pytest.mark.parametrize("text", LABELS.values(), ids=LABELS)
def test_labels_as_json_and_as_a_page(cli, text):
    told = json.loads(cli("label", text, "--json").out)
    assert told == json.loads(json.dumps(magwise.read_label(text).to_dict()))
    for locale in ("nl", "en"):
        done = cli("label", text, "--locale", locale)
        assert (done.status, done.err) == (0, "")
        assert fits(done.out)


def test_the_label_sentence_comes_first(cli):
    assert cli("label", LABELS["ok"]).out.splitlines()[0] == "1 tablet geeft 100 mg echt magnesium."
    assert cli("label", LABELS["ok"], "--locale", "en").out.startswith("1 tablet gives 100 mg of actual")
    assert cli("label", LABELS["no_magnesium"]).out.startswith("Op dit etiket staat geen magnesium.")


def test_a_label_for_the_skin_is_said_to_count_as_zero_first(cli):
    assert cli("label", LABELS["skin"], "--locale", "en").out.startswith("This is for the skin. It counts as zero.")


def test_numbers_that_clash_are_never_shown_as_an_amount(cli):
    text = "Magnesium (oxide) 400 mg per tablet, 53% RI"
    assert json.loads(cli("label", text, "--json").out)["verdict"] == "inconsistent"
    assert "Per serving" not in cli("label", text, "--locale", "en").out


def test_words_without_quotes_are_one_label(cli):
    assert cli("label", *LABELS["ok"].split(), "--json").out == cli("label", LABELS["ok"], "--json").out


def test_a_label_comes_from_words_a_file_or_standard_input(cli, tmp_path):
    path = tmp_path / "label.txt"
    path.write_text("\ufeff" + LABELS["ok"] + "\n", encoding="utf-8")
    told = cli("label", LABELS["ok"], "--json").out
    assert cli("label", "--file", path, "--json").out == told
    for words in (("label", "-"), ("label", "--file", "-")):
        assert cli(*words, "--json", stdin=LABELS["ok"].encode()).out == told


def test_medicines_are_a_list_also_when_there_is_one(cli, tmp_path):
    one = json.loads(cli("medicine", "Thyrax 100 mcg", "--json").out)
    assert [entry["typed"] for entry in one] == ["Thyrax 100 mcg"]
    assert one[0]["matches"][0]["inn"] == "levothyroxine"
    path = tmp_path / "list.txt"
    path.write_bytes(b"Thyrax 100 mcg\r\n\r\nbrummelforte\r\n")
    both = json.loads(cli("medicine", "--file", path, "--json").out)
    assert [entry["recognised"] for entry in both] == [True, False]
    assert both == json.loads(cli("medicine", "Thyrax 100 mcg", "brummelforte", "--json").out)


def test_an_unknown_medicine_is_never_called_safe(cli):
    done = cli("medicine", "brummelforte", "--locale", "en")
    assert done.status == 0
    assert "do not know" in done.out
    assert "no interaction" not in done.out


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_wide_and_hostile_names_stay_inside_80_columns(cli, tmp_path, locale):
    name = "マグネシウム製剤長い名前 \u202e" + "superlongmedicinename" * 5
    path = tmp_path / "wide.yaml"
    path.write_text(
        f'person: {{age: 42}}\ngoals: [sleep]\nmedicines: [{{name: "{name[:60]}", times: ["07:00"]}}]\n'
        f'supplements: [{{label: "{name[:11]} magnesium 50 mg per tablet", servings_per_day: 1, times: ["09:00"]}}]\n',
        encoding="utf-8",
    )
    for command in ("advise", "plan"):
        done = cli(command, path, "--locale", locale)
        if done.status == 2:
            pytest.skip("a profile with such a name is refused: " + done.err)
        assert fits(done.out)
        assert "\u202e" not in done.out
    done = cli("medicine", "\x1b[31m" + name, "--locale", locale)
    assert "\x1b" not in done.out
    assert fits(done.out)


def test_a_choice_of_ours_is_never_shown_as_a_guideline(cli, profile):
    done = cli("advise", profile, "--locale", "en")
    assert "[choice of Magwise]" in done.out
    assert "POLICY (choice of Magwise, not a guideline)" in " ".join(done.out.split())


def test_all_shows_every_form_with_every_reason(cli, profile):
    told = answer(parse_text(profile.read_bytes()), knowledge=load_knowledge(), on=ON)
    shown = " ".join(cli("advise", profile, "--all").out.split())
    for form in told.forms:
        assert form.name in shown
        assert all(" ".join(reason.text.split()) in shown for reason in form.reasons)
    assert "--all" in cli("advise", profile).out
    assert "--all" not in shown


def test_an_override_counts_until_its_date(cli):
    text = (
        b"person: {age: 40}\ngoals: [sleep]\n"
        b"overrides: [{limit: ceiling_mg, value: 350, reason: tolerated_before, until: '2026-12-31', by: practice}]\n"
    )
    before = json.loads(cli("advise", "-", "--json", "--on", "2026-12-31", stdin=text).out)
    after = json.loads(cli("advise", "-", "--json", "--on", "2027-01-01", stdin=text).out)
    assert (before["dose"]["ceiling_mg"], after["dose"]["ceiling_mg"]) == (350, 250)


def test_the_locale_of_the_profile_counts_until_one_is_asked_for(cli):
    text = b"locale: en\nperson: {age: 40}\ngoals: [sleep]\n"
    assert cli("advise", "-", stdin=text).out.startswith("Start with")
    assert cli("advise", "-", "--locale", "nl", stdin=text).out.startswith("Begin met")
    assert json.loads(cli("advise", "-", "--json", "--locale", "nl", stdin=text).out)["locale"] == "nl"


def test_the_calendar_and_the_picture(cli, profile, tmp_path):
    done = cli("plan", profile, "--ics", tmp_path / "day.ics", "--svg", tmp_path / "day.svg", "--on", "2026-11-24")
    assert (done.status, done.err) == (0, "")
    assert "day.ics" in done.out
    calendar = (tmp_path / "day.ics").read_bytes()
    assert calendar.startswith(b"BEGIN:VCALENDAR\r\n")
    assert b"DTSTART:20261124T" in calendar
    assert (tmp_path / "day.svg").read_text(encoding="utf-8").startswith("<svg")
    assert cli("plan", profile, "--svg", "-").out == (tmp_path / "day.svg").read_text(encoding="utf-8")
    quiet = cli("plan", profile, "--json", "--svg", tmp_path / "again.svg")
    assert json.loads(quiet.out)["status"] == "optimal"
    assert (tmp_path / "again.svg").exists()


def test_every_rule_and_table_can_be_shown(cli):
    knowledge = load_knowledge()
    names = [*list(knowledge.rules)[::12], "forms/oxide", "sources/POLICY", "L001", "I017", "S01", "CD03"]
    for number, name in enumerate(names):
        done = cli("knowledge", "show", name, "--locale", ("nl", "en")[number % 2])
        assert (done.status, done.err) == (0, "")
        assert fits(done.out)
        assert name.rpartition("/")[2] in done.out
    assert json.loads(cli("knowledge", "show", "kidney_disease", "--json").out)["id"] == "rules/kidney_disease"


def test_knowledge_check_and_sources(cli, monkeypatch):
    sound = json.loads(cli("knowledge", "check", "--json").out)
    assert sound["sound"] is (sound["faults"] == [])
    assert cli("knowledge", "check").status == (0 if sound["sound"] else 1)
    late = cli("knowledge", "check", "--strict", "--on", "2099-01-01")
    assert late.status == 1
    assert fits(late.out)
    monkeypatch.setattr("magwise.interfaces.cli.knowledge_check.check_knowledge", lambda _: ["tables/x.csv: a fault"])
    assert cli("knowledge", "check").status == 1
    told = cli("knowledge", "sources", "--locale", "en")
    assert fits(told.out)
    assert len(json.loads(cli("knowledge", "sources", "--json").out)) == len(load_knowledge().sources)


def test_version(cli):
    assert cli("--version").out == f"magwise {magwise.__version__}\n"


DOXY = """
person: {age: 42}
goals: [sleep]
labs: {egfr: 90, serum_magnesium_mmol_l: 0.8}
medicines: [{name: doxycycline, times: ["08:00", "20:00"]}]
"""


@pytest.mark.parametrize(
    ("locale", "title", "told"),
    [("nl", "Waar bronnen verschillen", "aan de andere kant"), ("en", "Where sources differ", "on the other side")],
)
def test_other_hours_limits_and_judgements_are_told_beside_a_dose(cli, tmp_path, locale, title, told):
    profile = tmp_path / "doxy.yaml"
    profile.write_text(DOXY)
    out = cli("advise", str(profile), "--locale", locale, "--on", ON.isoformat()).out
    said = " ".join(out.partition(title)[2].split())
    assert all(word in said for word in ("doxycycline: 2", "22:00", "(MaGNet)", told))
    assert fits(out)
    profile.write_text(DOXY + "conditions: [kidney_disease]\n")
    assert title not in cli("advise", str(profile), "--locale", locale, "--on", ON.isoformat()).out


def test_the_reasons_of_other_forms_bring_their_judgements(cli, tmp_path):
    profile = tmp_path / "plain.yaml"
    profile.write_text("person: {age: 42}\ngoals: [general]\n")
    plain, every = (cli("advise", str(profile), *more, "--on", ON.isoformat()).out for more in ((), ("--all",)))
    assert "Shechter et al., 2012 vond" not in " ".join(plain.split())
    assert "Shechter et al., 2012 vond" in " ".join(every.split())


def test_what_is_not_taken_has_no_word_of_interactions(cli):
    said = cli("medicine", "Mijn oma slikt digoxine en ik slik geen metformine maar thyrax").out
    assert said.count("Dit slikt iemand anders, schrijf je.") == 1
    assert said.count("Dit slik je niet, schrijf je.") == 1
    assert "We kennen geen wisselwerking" not in said
