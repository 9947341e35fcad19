"""Whatever is sent, a page is read or refused; what is read is a profile that the library understands."""

from hypothesis import given, settings
from hypothesis import strategies as st
from web_visitor import HEALTHY

from magwise.errors import ProfileError
from magwise.interfaces.web.answers import Reader
from magwise.interfaces.web.sent import clean
from magwise.interfaces.web.steps import MORE, PAGES, follow, profile_of
from magwise.knowledge.load import load_knowledge
from magwise.profiles.read import read_profile

KNOWLEDGE = load_knowledge()
READER = Reader(KNOWLEDGE, "nl")
NAMES = (
    "goal", "also", "complaints", "age", "sex", "maternal", "red_flags", "unsure", "conditions", "takes", "rows",
    "name-0", "times-0", "name-1", "times-1", "pick-0", "varies-0", "movable-0", "sensitive", "stool", "laxative",
    "sure", "label-0", "per_day-0", "form", "mg_per_day", "weeks", "effect", "bowel", "wake", "bed", "meals",
    "price-0", "servings-0",
)  # fmt: skip
WORDS = (
    "", "none", "unsure", "yes", "no", "other", "sleep", "general", "female", "male", "pregnant", "42", "6", "120", "0",
    "7 uur", "23.00", "24:00", "8,20", "1", "2", "999", "-1", "fainting", "stoma", "kidneys", "alarm", "hard", "watery",
    "Thyrax", "metformine", "Zorbaxolin", "doxycycl", "citrate", "Magnesium 100 mg per tablet", "none of this", "1e9",
    "½", "٣", "\N{ZERO WIDTH SPACE}", "a" * 300,
)  # fmt: skip
VALUES = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=12).map(clean)), min_size=1, max_size=3)
FIELDS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=12)
PLAIN = {page: {name: [value] for name, value in fields.items()} for page, fields in HEALTHY.items()}


@given(page=st.sampled_from([*PAGES, *MORE]), fields=FIELDS)
@settings(max_examples=300, deadline=None)
def test_a_page_is_read_or_refused(page, fields):
    answers = {**PLAIN, page: fields}
    progress = follow(answers, READER)
    found = READER.read(page, fields)
    if found.problems:
        assert page not in progress.reads
        assert all(problem.text and problem.field for problem in found.problems)
        return
    try:
        read_profile(profile_of(progress, answers, "nl"), knowledge=KNOWLEDGE)
    except ProfileError as error:
        # Facts of two pages may rule each other out; the review shows that. One page alone never makes bad form.
        if "person" not in str(error):
            raise


@given(fields=FIELDS)
@settings(max_examples=200, deadline=None)
def test_only_none_of_these_is_an_empty_list(fields):
    for page, key in (("alarm", "red_flags"), ("health", "conditions")):
        found = READER.read(page, fields)
        if found.part.get(key) == [] and not found.problems:
            assert "none" in fields[key]
            assert "unsure" not in found.part
