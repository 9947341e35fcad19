"""Bodies that nobody means well with: good ones, spoiled by value, by text and by how they are sent, from a seed."""

import json
import random
from typing import Any, NamedTuple

PROFILE = {
    "locale": "nl", "jurisdiction": "EU",
    "person": {"age": 42, "sex": "female", "weight_kg": 68, "height_cm": 170, "pregnant": False, "breastfeeding": False},
    "goals": ["sleep", "relaxation"], "complaints": ["muscle_cramps"], "red_flags": [], "gut": {"sensitive": True, "stool": "normal"},
    "wants_laxative_effect": False, "unsure": [], "doctor_agreed": [], "conditions": [],
    "labs": {"egfr": 85, "creatinine_umol_l": 70, "serum_magnesium_mmol_l": 0.8, "serum_magnesium_range": [0.7, 1.0]},
    "medicines": [
        {"name": "Thyrax 100 mcg", "times": ["07:00"], "movable": False},
        {"name": "doxycycline 100 mg", "times": ["09:00", "21:00"], "every_days": 2},
        {"name": "alendroninezuur", "times": ["06:30"], "days": ["mon"]},
    ],
    "supplements": [{"label": "Multi: magnesium (oxide) 57 mg", "servings_per_day": 1, "times": ["08:00"]}],
    "products": [{"name": "Mg", "label": "Per 2 tabletten: magnesium (bisglycinaat) 200 mg", "price": 17.95, "servings": 45}],
    "current_magnesium": {"form": "citrate", "mg_per_day": 300, "weeks": 4, "effect": "none", "bowel": "loose"},
    "day": {"wake": "07:00", "bed": "23:00", "meals": ["07:30", "12:30", "18:30"]},
    "lifestyle": {"coffee_cups": 5, "sleep_hours": 6, "sweating": "heavy", "stress": 8, "smoker": False, "protein_g": 60},
    "diet": {"wholegrain_portions": 1, "nuts_portions": 0, "magnesium_mg": None},
    "taken": [{"name": "Thyrax 100 mcg", "time": "08:40"}], "foundation_ok": None,
}  # fmt: skip
DESIGN = {
    "outcome": {"name": "slaap", "min": 0, "max": 10, "low_word": "slecht", "high_word": "goed", "better": "high"}, "minimal_effect": 1,
    "start": "2027-01-04", "blocks": 4, "period_days": 5, "washout_days": 2, "seed": 7,
}  # fmt: skip
ROWS = [
    {"date": f"2027-01-{day:02d}", "on": day % 8 < 4, "outcome": day % 7, "taken": "taken", "change": None} for day in range(4, 28)
]  # fmt: skip
LABEL = {"text": "Per 2 tabletten: magnesium (als citraat) 200 mg, vitamine B6 1,4 mg (100% RI)", "lang": "nl"}
MEDICINE = {"texts": ["Thyrax 100 mcg", "metformine 500 mg 2dd1", "vitamine D", "Zorbaxolin"]}
SEEDS: dict[str, Any] = {
    "label": LABEL, "medicine": MEDICINE, "advise": PROFILE, "ask": PROFILE, "plan": PROFILE, "trial/design": DESIGN,
    "trial/analyse": {"rows": ROWS, "minimal_effect": 1},
}  # fmt: skip

TEXTS = (
    "", " ", "\0", "\x1b[31m", "\x9b", "\u202e", "\ufeff", "a" * 300, "9" * 5_000, "ab " * 3_000, "{0}", "{name}", "%s%n", "../..", "\n",
    "NaN", "Infinity", "1e999", "-1", "0", "true", "null", "2027-02-30", "9999-12-31", "0001-01-01", "2027-1-1", "25:00", "24:00", "00:00",
    "7.30", "nl", "de", "klingon", "magnesium", "Thyrax", "pregnancy", "chest_pain", "magnesiumoxide 500 mg per tablet", "١٢٣", "½ tablet",
    "😀" * 50, "e\u0301" * 50, "ß", "İ", "ǅ", "\u2028", "mon", "citrate", "high", "taken", "other_dose", "1|2|3",
)  # fmt: skip
NUMBERS = (
    0, 1, -1, 2, 7, 13, 24, 60, 100, 101, 366, 10_000, 10**15, 10**19, -(10**19), 2**31, 2**53 + 1, 2**63, 0.0, -0.0, 0.1, 0.5, 1e-320, 1e-9,
    1e9, 1e15, 1e300, -1e300, 1.5, 99.999999,
)  # fmt: skip
OTHERS = (None, True, False, [], {}, [[]], [None], {"": None}, {"a": {"a": {"a": 1}}}, [0] * 200, ["x"] * 101)
TYPES = (
    "application/json", "application/json; charset=utf-8", "Application/JSON", "application/json;charset=klingon", "text/plain", "", "*/*",
    "application/json, text/html", "multipart/form-data", "application/x-www-form-urlencoded", "\xff/\xff",
)  # fmt: skip
LOCALES = (
    "",
    "?locale=nl",
    "?locale=en",
    "?locale=",
    "?locale=de",
    "?locale=%00",
    "?locale=nl&locale=en",
    "?locale=%ff%fe",
    "?x=" + "9" * 3_000,
)


class Sent(NamedTuple):
    """One request. content: the body as bytes."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes


def strange(rng: random.Random) -> Any:
    """A value of JSON that stands where another belongs."""
    return rng.choice(rng.choice((TEXTS, NUMBERS, OTHERS)))


def spoil(value: Any, rng: random.Random) -> Any:
    """The value with one thing changed, somewhere within."""
    if isinstance(value, dict) and value and rng.random() < 0.92:
        key = rng.choice(list(value))
        match rng.randrange(12):
            case 0:
                return {name: inner for name, inner in value.items() if name != key}
            case 1:
                return {**value, rng.choice(TEXTS): strange(rng)}
            case 2:
                other = rng.choice(list(value))
                return {**value, key: value[other], other: value[key]}
            case _:
                return {**value, key: spoil(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.92:
        place = rng.randrange(len(value))
        match rng.randrange(12):
            case 0:
                return value[:place] + value[place + 1 :]
            case 1:
                return value * rng.choice((2, 3, 20))
            case 2:
                return [*value, strange(rng)]
            case 3:
                return rng.sample(value, len(value))
            case _:
                return [*value[:place], spoil(value[place], rng), *value[place + 1 :]]
    if isinstance(value, str) and value and rng.random() < 0.3:
        place = rng.randrange(len(value))
        return value[:place] + rng.choice((*TEXTS[:16], "", value)) + value[place + 1 :]
    if isinstance(value, int | float) and rng.random() < 0.3:
        return value * rng.choice((-1, 0, 1.5, 10, 1e6))
    return strange(rng)


def garble(content: bytes, rng: random.Random) -> bytes:
    """The text of a body, spoiled so that JSON may no longer be JSON, or may mean two things."""
    place = rng.randrange(len(content) + 1)
    match rng.randrange(14):
        case 0:
            return content[:place]
        case 1:
            return content[:place] + bytes([rng.randrange(256)]) + content[place:]
        case 2:
            return (
                content[:place]
                + rng.choice((b"\\ud800", b"\\udfff\\ud800", b"\\u0000", b"\\u202e", b"\xed\xa0\x80"))
                + content[place:]
            )
        case 3:
            return content.replace(b": ", b": 1e999, ", 1)
        case 4:
            return content.replace(
                b"1", rng.choice((b"NaN", b"-Infinity", b"1" * 5_000, b"0x1", b"01", b"1.", b".5")), 1
            )
        case 5:
            return rng.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b" " * 100)) + content
        case 6:
            return content.decode(errors="replace").encode(rng.choice(("utf-16", "utf-32", "utf-16-le", "utf-7")))
        case 7:
            return b"[" * rng.choice((30, 900, 100_000)) + content
        case 8:
            return b'{"a":' * 2_000 + content + b"}" * 2_000
        case 9:
            return content + rng.choice((b"}", b"{}", b",", b"\0", b"// x", content))
        case 10:
            return content[:1] + content[1:-1] + b"," + content[1:-1] + content[-1:]
        case 11:
            return rng.choice(
                (b"", b"null", b"1", b'"x"', b"true", b"[]", b"{}", b"[{}]", b'[["a"]]', b'{"text": "a", "text": "b"}')
            )
        case 12:
            return content.replace(b'"', b"'")
        case _:
            start = rng.randrange(len(content) + 1)
            return content[:place] + content[start : start + 40] + content[place:]


def rest_request(rng: random.Random, seal: Any = None) -> Sent:
    """One request to a REST operation. seal: gives a spoiled plan its hash anew, as a stranger could."""
    name = rng.choice(list(SEEDS))
    body = SEEDS[name]
    if name == "trial/analyse" and seal is not None and rng.random() < 0.5:
        body = {"rows": ROWS, "design": seal(rng)}
    for _ in range(rng.choice((0, 1, 1, 1, 2, 3))):
        body = spoil(body, rng)
    content = json.dumps(body, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    if rng.random() < 0.25:
        content = garble(content, rng)
    kind = rng.choice(TYPES) if rng.random() < 0.03 else TYPES[0]
    query = rng.choice(LOCALES) if rng.random() < 0.2 else ""
    return Sent("POST", f"/api/v1/{name}{query}", {"content-type": kind}, content)
