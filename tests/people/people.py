"""People made by chance, from a seed: profiles for checks that want very many of them, fast."""

from random import Random

from magwise.knowledge.load import load_knowledge

KNOWLEDGE = load_knowledge()
OPTIONS = {path: field.options for path, field in KNOWLEDGE.fields.items() if field.options}
MEDICINES = (
    "Thyrax", "ciprofloxacine 500", "raltegravir", "Tivicay", "omeprazol", "Rennie", "naproxen", "tacrolimus",
    "hydrochloorthiazide", "spironolacton", "digoxine", "Brummelforte", "lisinopril", "calcitriol", "misoprostol",
    "ferrofumaraat", "doxycycline", "rosuvastatine", "alendroninezuur", "paracetamol", "metformine", "simvastatine",
)  # fmt: skip
LABELS = (
    "Per 2 tabletten: magnesium (bisglycinaat) 200 mg",
    "Magnesium (als oxide) 400 mg per tablet",
    "Magnesiumcitraat 1000 mg per tablet",
    "Magnesium (as taurate) 60 mg per capsule",
    "Multivitamine",
    "Vitamine D3 25 mcg per capsule",
    "Magnesiumolie voor op de huid",
    "Magnesium (as citrate) 75 mg per tablet",
    "Zink 15 mg per tablet",
)
ENDS = ("2026-11-20", "2026-12-09")
TIMES = ("06:00", "08:00", "12:30", "18:00", "22:00")


def taken(chance: Random) -> dict:
    """One product of magnesium that is taken now."""
    return {
        "form": chance.choice(("citrate", "oxide", "bisglycinate", "malate")),
        "mg_per_day": chance.choice((None, 50, 100, 300)),
        "weeks": chance.choice((1, 4, 12)),
        "effect": chance.choice((None, "none", "some", "good")),
        "bowel": chance.choice((None, "normal", "loose", "watery")),
        "prescribed": chance.choice((None, None, False, True)),
    }


def person(seed: int, risky: float = 0.25) -> dict:
    """A whole intake: every question of the profile answered, some with null («I do not know»).

    risky: how often each illness, alarm sign and other risk is there.
    """
    chance = Random(seed)

    def some(options, most, often):
        return chance.sample(list(options), chance.randint(1, most)) if chance.random() < often else []

    def maybe(*values):
        return chance.choice(values)

    age = maybe(16, 24, 33, 41, 48, 55, 62, 66, 78)
    sex = maybe("female", "female", "male")
    fertile = sex == "female" and age <= 55
    profile = {
        "person": {
            "age": age, "sex": sex, "weight_kg": maybe(55, 70, 95), "height_cm": maybe(160, 175, 190),
            "pregnant": fertile and chance.random() < risky / 3,
            "breastfeeding": fertile and chance.random() < risky / 3,
        },
        "jurisdiction": maybe("EU", "EU", "US", "UK"),
        "goals": chance.sample(OPTIONS["goals"], maybe(1, 1, 2)),
        "complaints": some(OPTIONS["complaints"], 2, 0.5),
        "red_flags": some(OPTIONS["red_flags"], 1, risky / 4),
        "conditions": some(OPTIONS["conditions"], 2, risky),
        "gut": {"sensitive": maybe(True, False, False, None), "stool": maybe("hard", "normal", "normal", "loose", "watery", None)},
        "wants_laxative_effect": maybe(True, False, None),
        "labs": {
            "egfr": maybe(None, None, 30, 44, 45, 59, 60, 90), "creatinine_umol_l": None,
            "serum_magnesium_mmol_l": maybe(None, None, None, 0.45, 0.65, 0.8, 0.85, 1.0, 1.1, 2.1),
            "rbc_magnesium_mmol_l": None, "urine_magnesium_mmol_24h": None, "femg_percent": None,
            "serum_magnesium_range": None,
        },
        "medicines": [
            {"name": name, "times": chance.sample(TIMES, maybe(1, 1, 2)), "until": maybe(None, None, None, *ENDS)}
            for name in some(MEDICINES, 2, 0.3 + risky)
        ],
        "supplements": [
            {"label": label, "servings_per_day": maybe(1, 2), "times": [maybe(*TIMES)]}
            for label in some(LABELS, 2, 0.3)
        ],
        "products": [{"name": f"pot {label[:12]}", "label": label} for label in some(LABELS, 2, 0.4)],
        "current_magnesium": maybe(None, None, [], taken(chance), [taken(chance), taken(chance)]),
        "day": {"wake": "07:00", "bed": "23:00", "meals": ["08:00", "12:30", "18:30"]},
        "lifestyle": {
            "coffee_cups": maybe(0, 5), "sleep_hours": maybe(5, 8), "sweating": maybe("normal", "heavy"),
            "stress": maybe(3, 8), "alcohol_units_week": maybe(0, 10), "smoker": maybe(True, False),
            "training_sessions_week": maybe(0, 4), "recovery_days_week": maybe(0, 2), "protein_g": maybe(40, 90),
        },
        "diet": {
            "wholegrain_portions": maybe(0, 4), "nuts_portions": maybe(0, 2), "legumes_portions_week": maybe(0, 3),
            "green_vegetables_portions": maybe(0, 2), "magnesium_mg": maybe(None, 200, 400),
        },
        "foundation_ok": maybe(True, False, None),
        "doctor_agreed": [],
        "locale": maybe("nl", "en"),
    }  # fmt: skip
    if profile["conditions"] and chance.random() < 0.3:
        profile["doctor_agreed"] = [profile["conditions"][0]]
    elif profile["medicines"] and chance.random() < 0.2:
        profile["doctor_agreed"] = [profile["medicines"][0]["name"]]
    elif chance.random() < 0.1:
        profile["doctor_agreed"] = [maybe("kidney_function", "palpitations", "serum_magnesium", "pregnancy")]
    if chance.random() < risky / 4:
        unsure = maybe(*OPTIONS["conditions"], *OPTIONS["red_flags"])
        if unsure not in (*profile["conditions"], *profile["red_flags"]):
            profile["unsure"] = [unsure]
    return profile


def partial(seed: int, risky: float = 0.25) -> dict:
    """The same person with some answers left out."""
    chance = Random(-seed - 1)
    profile = person(seed, risky)
    kept = {key: value for key, value in profile.items() if key in ("person", "goals") or chance.random() < 0.7}
    kept["person"] = {key: value for key, value in profile["person"].items() if key == "age" or chance.random() < 0.8}
    return kept


def crowded(seed: int) -> dict:
    """Someone without a risk whose medicines leave little of the day: often taken, some movable, some on some days."""
    chance = Random(seed)
    spaced = ("Thyrax", "doxycycline", "alendroninezuur", "ferrofumaraat", "ciprofloxacine 500", "rosuvastatine")
    medicines = []
    for name in chance.sample(spaced, chance.randint(1, 3)):
        entry = {"name": name, "times": sorted(chance.sample(TIMES, chance.randint(1, 4)))}
        if chance.random() < 0.1:
            del entry["times"]
        elif chance.random() < 0.3:
            entry["movable"] = True
        elif chance.random() < 0.4:
            entry |= chance.choice(({"days": ["mon", "thu"]}, {"every_days": 2}))
        medicines.append(entry)
    profile = {
        "person": {"age": chance.randint(18, 60), "sex": chance.choice(("female", "male"))},
        "goals": [chance.choice(OPTIONS["goals"])],
        "labs": {"egfr": 90},
        "conditions": [],
        "gut": {"sensitive": False, "stool": "normal"},
        "medicines": medicines,
        "supplements": [{"label": "Zink 15 mg per tablet", "servings_per_day": 1}] if chance.random() < 0.3 else [],
        "products": [{"name": "pot", "label": chance.choice(LABELS[:4])}] if chance.random() < 0.6 else [],
        "day": {"wake": "07:00", "bed": chance.choice(("23:00", "20:00")), "meals": ["08:00", "12:30", "18:30"]},
    }
    if chance.random() < 0.2:
        profile["taken"] = [{"name": medicines[0]["name"], "time": chance.choice(("09:00", "17:00", "21:30"))}]
    return profile
