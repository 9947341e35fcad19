"""Where the sources differ is listed from the rows that hold it; what was superseded has its page."""

from magwise.knowledge.disagreements import UPPER, label_hours, list_disagreements
from magwise.knowledge.load import load_knowledge
from magwise.knowledge.pages import reversals

KNOWLEDGE = load_knowledge()
FOUND = {item.id: item for item in list_disagreements(KNOWLEDGE, "en")}


def test_every_subject_has_positions_that_differ_with_source_and_date():
    assert {item.topic for item in FOUND.values()} == {"upper_level", "spacing", "laboratory", "grade"}
    for item in FOUND.values():
        assert len({position.value for position in item.positions}) > 1
        for position in item.positions:
            assert position.sources
            assert position.reviewed
            assert position.fact


def test_every_upper_level_of_the_facts_is_somewhere():
    listed = {position.fact for item in FOUND.values() if item.topic == "upper_level" for position in item.positions}
    wanted = {
        row.id
        for row in KNOWLEDGE.limits.values()
        if row.kind in UPPER and row.value is not None and row.sex == "all" and row.life_stage != "pregnancy"
    }
    assert wanted <= listed


def test_every_authority_is_among_the_adults():
    facts = {position.fact for position in FOUND["upper_level_30"].positions}
    assert {row.limit for row in KNOWLEDGE.authorities.values()} <= facts
    ours = {position.fact for position in FOUND["upper_level_30"].positions if position.ours}
    assert ours == {row.limit for row in KNOWLEDGE.authorities.values() if row.jurisdiction}


def test_hours_differ_where_the_product_information_asks_for_others():
    assert [position.value for position in FOUND["spacing_I001"].positions] == ["2 / 2", "4 / 4"]
    assert "spacing_I077" not in FOUND, "a product information without hours says nothing else"


def test_a_side_that_the_product_information_does_not_name_is_no_difference():
    hours = label_hours(KNOWLEDGE)
    assert "I047" not in hours, "rosuvastatin: the side that is named is ours"
    assert hours["I019"] == (0.5, 4), "alendronic acid: only the side that is named differs"
    assert {f"spacing_{row}" for row in hours} == {name for name in FOUND if name.startswith("spacing_")}


def test_every_position_has_a_scope_and_a_date():
    for item in FOUND.values():
        for position in item.positions:
            assert position.scope, (item.id, position.fact)
            assert position.reviewed


def test_kidney_function_is_compared_at_the_limits_themselves():
    assert [(position.value, position.ours) for position in FOUND["egfr_stop"].positions] == [(45, True), (30, False)]


def test_the_laboratory_names_what_we_use():
    ours = {item.id: [position.fact for position in item.positions if position.ours] for item in FOUND.values()}
    assert ours["serum_low"] == ["LB06"]
    assert [position.value for position in FOUND["serum_low"].positions] == [0.7, 0.75, 0.75, 0.85]


def test_no_rule_looks_at_a_grade():
    fields = {field for rule in KNOWLEDGE.rules.values() for field in str(rule.when).split("'") if "grade" in field}
    assert not fields, "a grade never decides: judgements differ, the advice is the same"


def test_the_page_of_reversals_holds_every_contradicted_claim_and_superseded_value():
    page = reversals(KNOWLEDGE)
    for claim in KNOWLEDGE.claims.values():
        assert (f"`{claim.id}`" in page) == (claim.grade == "X")
    for row in KNOWLEDGE.superseded.values():
        assert row.about_en in page
        assert f"`{row.superseded_by}`" in page
