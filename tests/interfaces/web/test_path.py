"""The path for «I notice nothing» and «it upsets my gut» on the page of the advice."""

from web_visitor import text_of

NOW = {"takes": "yes", "rows": "1", "form": "oxide", "mg_per_day": "300", "weeks": "2", "effect": "none"}


def test_beside_a_dose_every_step_stands_with_its_numbers(visitor):
    text = text_of(visitor.advice(now={**NOW, "bowel": "loose"}).text)
    assert text.index("Je buik is van slag: stap voor stap") < text.index("Je merkt niets: stap voor stap")
    assert "Je schreef 300 mg per dag." in text
    assert "Dat is meer dan de 250 mg" in text
    assert "Je nam het 2 weken." in text
    assert "Op hoeveel dagen per week nam je het echt?" in text


def test_without_a_dose_only_what_to_do_and_how_it_ends(visitor):
    page = visitor.advice(now={**NOW, "bowel": "watery"}, gut={"sensitive": "no", "stool": "watery", "laxative": "no"})
    text = text_of(page.text)
    assert "Minder of stoppen mag meteen." in text
    assert "Blijft je buik van slag" in text
    assert "Je neemt nu 300 mg" in text
    assert "data-dose" not in page.text
