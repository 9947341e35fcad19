"""In-process figures; read the medians. Run with `make bench`."""

import pytest

from magwise.advice.decide import decide
from magwise.advice.engine import ready
from magwise.advice.hear import find_typed, read_printed
from magwise.advice.understand import understand
from magwise.answer import answer
from magwise.knowledge.load import load_knowledge
from magwise.labels.read import read_label
from magwise.medicines.match import find_medicine
from magwise.profiles.read import read_profile
from magwise.schedule.day import DayRequest, Demand, Intake
from magwise.schedule.plan import plan_day

PROFILE = {
    "person": {"age": 44, "sex": "female"},
    "goals": ["sleep"],
    "gut": {"sensitive": False, "stool": "normal"},
    "medicines": [
        {"name": "Thyrax 100 mcg", "times": ["07:00"]},
        {"name": "Omeprazol 20 mg", "times": ["07:30"]},
    ],
    "products": [
        {"name": "Bis", "label": "Per 2 tabletten: magnesium (bisglycinaat) 200 mg", "price": 18, "servings": 45}
    ],
    "day": {"wake": "07:00", "bed": "23:00", "meals": ["07:45", "12:30", "18:30"]},
}
PANEL = """Magnesium Bisglycinaat
Samenstelling per dagdosering (2 tabletten): %RI*
Magnesium (als magnesiumbisglycinaat) 200 mg 53%
Vitamine B6 1,4 mg 100%
*RI = referentie-inname.
Ingrediënten: magnesiumbisglycinaat, vulstof: cellulose, antiklontermiddel: magnesiumstearaat"""


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


def test_advise_two_medicines_one_product(benchmark, knowledge):
    """The whole answer, as for a second change of one form; bar: median 1 ms."""
    assert benchmark(answer, PROFILE, knowledge=knowledge).decision == "advise"


def test_advise_of_texts_never_read_before(benchmark, knowledge):
    """The same, with nothing remembered of the names and the label."""

    def first_time():
        find_typed.cache_clear()
        read_printed.cache_clear()
        return answer(PROFILE, knowledge=knowledge)

    assert benchmark(first_time).decision == "advise"


def test_rules_alone(benchmark, knowledge):
    """The gate on an understood case; bar: median 50 µs."""
    engine = ready(knowledge)
    case = understand(read_profile(PROFILE, knowledge=knowledge), engine)
    assert benchmark(decide, case, engine).decision == "advise"


def test_label_line(benchmark, knowledge):
    label = benchmark(read_label, "Magnesium (as magnesium citrate) 100 mg 24% DV", knowledge=knowledge)
    assert label.verdict == "ok"


def test_label_panel(benchmark, knowledge):
    assert benchmark(read_label, PANEL, knowledge=knowledge).verdict == "ok"


def test_medicine_as_typed(benchmark, knowledge):
    assert benchmark(find_medicine, "Thyrax 100 mcg", knowledge=knowledge).recognised


def test_medicine_with_a_typo(benchmark, knowledge):
    assert benchmark(find_medicine, "levothyroxin natrum 50mcg", knowledge=knowledge).matches


def test_day_with_eight_fixed_medicines(benchmark, knowledge):
    """Three intakes among eight fixed medicines."""
    hours = {7: (240, 240), 12: (120, 120), 18: (60, 60)}
    demands = tuple(
        Demand(name=f"m{hour}", called=f"m{hour}", times=(hour * 60,), before=before, after=after, rule="I017")
        for hour in (7, 8, 9, 12, 13, 18, 19, 22)
        for before, after in [hours.get(hour, (None, None))]
    )
    intakes = tuple(Intake(mg=100, name="bisglycinate", moment=moment) for moment in ("bed", "breakfast", "afternoon"))
    request = DayRequest(wake=420, bed=1380, meals=(450, 750, 1110), demands=demands, intakes=intakes)
    assert benchmark(plan_day, request, knowledge=knowledge).status == "optimal"
