"""Every profile at once: the profile's fields as variables of a solver, and the facts that follow from them."""

from dataclasses import dataclass
from typing import Any

import z3

from magwise.advice.engine import Engine
from magwise.advice.outline import TakenNow
from magwise.proof.kinds import Taken, bars_acid_salts, list_kinds
from magwise.proof.terms import YES, Facts, Number, Word, Words, any_of, read_terms, real

CURRENT = {"current_bowel": "bowel", "current_effect": "effect"}
AGREEMENTS = ("pregnancy", "kidney_function", "serum_magnesium")
NUMBERS = {
    "egfr": "labs.egfr",
    "serum_magnesium": "labs.serum_magnesium_mmol_l",
    "current_mg": "current_magnesium.mg_per_day",
    "current_weeks": "current_magnesium.weeks",
    "current_days_week": "current_magnesium.days_week",
    "coffee_cups": "lifestyle.coffee_cups",
    "sleep_hours": "lifestyle.sleep_hours",
    "stress": "lifestyle.stress",
    "alcohol_units_week": "lifestyle.alcohol_units_week",
    "recovery_days_week": "lifestyle.recovery_days_week",
    "wholegrain": "diet.wholegrain_portions",
    "nuts": "diet.nuts_portions",
    "legumes": "diet.legumes_portions_week",
    "greens": "diet.green_vegetables_portions",
}
FEW = {"wholegrain": "wholegrain_few", "nuts": "nuts_few", "legumes": "legumes_few", "greens": "greens_few"}
FLAGS = {
    "pregnant": "person.pregnant",
    "breastfeeding": "person.breastfeeding",
    "gut_sensitive": "gut.sensitive",
    "wants_laxative_effect": "wants_laxative_effect",
    "foundation_told": "foundation_ok",
    "smoker": "lifestyle.smoker",
    "diet_below_reference": "",
    "current_prescribed": "current_magnesium.prescribed",
}
WORDS = {"sex": "person.sex", "stool_told": "gut.stool", "sweating": "lifestyle.sweating"}
SETS = ("complaints", "red_flags", "conditions")


@dataclass(frozen=True)
class Space:
    """The fields of a profile as variables. values: by fact; taken, agreed_medicines: by place in `kinds`.

    ruled_out: illnesses that a medicine stands for, asked about, and not so. valid: what makes a profile one that is
    read: plausible values, nothing that contradicts itself.
    """

    engine: Engine
    kinds: tuple[Taken, ...]
    values: dict[str, Any]
    jurisdictions: dict[str, Any]
    agreed: dict[str, Any]
    ruled_out: dict[str, Any]
    taken: tuple[Any, ...]
    agreed_medicines: tuple[Any, ...]
    medicines_told: Any
    count: Any
    supplements_mg: Any
    override: Number

    @property
    def prescribed(self) -> Any:
        """Where the product that is taken now was prescribed by a doctor."""
        return self.values["current_prescribed"].bits[True]

    def already_mg(self) -> Any:
        """What is taken already and stays: supplements, medicines that hold magnesium, and what a doctor prescribed."""
        amounts = [
            z3.If(taken, real(kind.mg), real(0)) for taken, kind in zip(self.taken, self.kinds, strict=True) if kind.mg
        ]
        doctors = z3.If(self.prescribed, self.current_mg(), real(0))
        return z3.Sum([self.supplements_mg, doctors, *amounts])

    def current_taken(self) -> Any:
        """Where a product is told that is swallowed: not an amount of nothing, and not on no day of the week."""
        mg, days = self.values["current_mg"], self.values["current_days_week"]
        asked = (*CURRENT, "current_form", "current_prescribed")
        words = [bit for fact in asked for bit in self.values[fact].bits.values()]
        told = any_of([mg.known, days.known, self.values["current_weeks"].known, *words])
        none = z3.Or(z3.And(mg.known, mg.value == 0), z3.And(days.known, days.value == 0))
        return z3.And(told, z3.Not(none))

    def current_mg(self) -> Any:
        """What that product counts for: an amount that nobody told counts as an unknown supplement."""
        mg, assumed = self.values["current_mg"], real(self.engine.masses["unknown_supplement"])
        return z3.If(self.current_taken(), z3.If(mg.known, mg.value, assumed), real(0))

    def now(self) -> TakenNow:
        """All that is taken now, as the outline asks it."""
        holding = [taken for taken, kind in zip(self.taken, self.kinds, strict=True) if kind.mg]
        others = any_of([self.supplements_mg > 0, *holding])
        current = self.current_taken()
        replaced, prescribed = z3.And(current, z3.Not(self.prescribed)), z3.And(current, self.prescribed)
        own = z3.If(self.prescribed, real(0), self.current_mg())
        return TakenNow(
            replaced=replaced,
            staying=z3.Or(others, prescribed),
            own=z3.Or(others, replaced),
            prescribed=prescribed,
            mg=self.already_mg() + own,
        )


def make_space(engine: Engine, name: str = "p") -> Space:
    """Fresh variables for every field. name: goes before each of them."""
    knowledge, fields = engine.knowledge, engine.knowledge.fields
    kinds = list_kinds(knowledge)

    def bit(path: Any) -> Any:
        return z3.Bool(f"{name}.{path}")

    def bits(path: str, options: Any) -> dict[Any, Any]:
        return {option: bit(f"{path}={option}") for option in options}

    values: dict[str, Any] = {fact: Number(z3.Real(f"{name}.{fact}"), bit(f"{fact}?")) for fact in NUMBERS}
    values["age"] = Number(z3.Int(f"{name}.age"), YES)
    for end in ("serum_range_low", "serum_range_high", "protein_g", "protein_per_kg"):
        values[end] = Number(z3.Real(f"{name}.{end}"), bit("serum_range?" if end.startswith("serum") else f"{end}?"))
    values |= {fact: Word(bits(fact, (True, False))) for fact in FLAGS}
    values |= {fact: Word(bits(fact, fields[path].options)) for fact, path in WORDS.items()}
    for fact, key in CURRENT.items():
        values[fact] = Word(bits(fact, fields[f"current_magnesium.{key}"].options))
    values["current_form"] = Word(bits("current_form", (*knowledge.families, "unspecified")))
    values["primary_goal"] = Word(bits("primary_goal", fields["goals"].options))
    values["goals"] = Words(bits("goals", fields["goals"].options), YES)
    values |= {fact: Words(bits(fact, fields[fact].options), bit(f"{fact}?")) for fact in SETS}
    values["supplement_forms"] = Words(bits("supplement_forms", ("l_threonate",)), bit("supplements?"))
    values["unsure"] = Words(bits("unsure", fields["unsure"].options), YES)
    names = (*fields["conditions"].options, *fields["complaints"].options, *AGREEMENTS)
    return Space(
        engine=engine,
        kinds=kinds,
        values=values,
        jurisdictions=bits("jurisdiction", fields["jurisdiction"].options),
        agreed=bits("agreed", names),
        ruled_out=bits("ruled_out", fields["ruled_out"].options),
        taken=tuple(bit(f"takes.{kind.names[0]}") for kind in kinds),
        agreed_medicines=tuple(bit(f"agreed.{kind.names[0]}") for kind in kinds),
        medicines_told=bit("medicines?"),
        count=z3.Int(f"{name}.medicine_count"),
        supplements_mg=z3.Real(f"{name}.supplements_mg"),
        override=Number(z3.Real(f"{name}.override"), bit("override?")),
    )


def valid(space: Space) -> list[Any]:
    """What every profile that is read keeps to (profiles/agree.py and fields.toml)."""
    fields, knowledge, values = space.engine.knowledge.fields, space.engine.knowledge, space.values
    found = [z3.AtMost(*fact.bits.values(), 1) for fact in values.values() if isinstance(fact, Word)]
    for name in SETS:
        found += [z3.Implies(bit, values[name].known) for bit in values[name].bits.values()]
    for fact, path in NUMBERS.items():
        low, high = fields[path].low, fields[path].high
        within = values[fact].value >= real(low or 0)
        if path.startswith("labs."):  # a limit such as «<60» stands for anything down to nothing
            within = z3.Or(within, values[fact].value == 0)
        found += [within, values[fact].value <= real(high or 0)]
    found += [values["age"].value >= 0, values["age"].value <= 120]
    found += [values[name].value >= 0 for name in ("protein_g", "protein_per_kg")]
    span = fields["labs.serum_magnesium_range"]
    found += [values["serum_range_low"].value >= real(span.low), values["serum_range_high"].value <= real(span.high)]
    found.append(values["serum_range_low"].value < values["serum_range_high"].value)
    for name in ("pregnant", "breastfeeding"):
        state = values[name].bits[True]
        youngest = fields[f"person.{name}"].low or 0
        found += [z3.Implies(state, z3.Not(values["sex"].bits["male"]))]
        found += [z3.Implies(state, values["age"].value >= int(youngest))]
    for name, bit in values["unsure"].bits.items():
        told = [values[fact].bits[name] for fact in ("conditions", "red_flags") if name in values[fact].bits]
        found.append(z3.Not(z3.And(bit, any_of(told))))
    for name, bit in space.ruled_out.items():
        found.append(z3.Not(z3.And(bit, z3.Or(values["conditions"].bits[name], values["unsure"].bits[name]))))
    goals, primary = values["goals"].bits, values["primary_goal"].bits
    found += [z3.Implies(bit, goals[name]) for name, bit in primary.items()]
    found += [z3.Or(list(primary.values())), z3.PbEq([(bit, 1) for bit in space.jurisdictions.values()], 1)]
    found += [z3.Implies(agreed, taken) for agreed, taken in zip(space.agreed_medicines, space.taken, strict=True)]
    found += [z3.Implies(taken, space.medicines_told) for taken in space.taken]
    found += [space.count >= z3.Sum([z3.If(taken, 1, 0) for taken in space.taken]), space.supplements_mg >= 0]
    found += [space.count <= 100, z3.Implies(z3.Not(space.medicines_told), space.count == 0)]
    forms = values["supplement_forms"]
    found += [z3.Implies(space.supplements_mg > 0, forms.known)]
    found += [z3.Implies(bit, space.supplements_mg > 0) for bit in forms.bits.values()]
    found += [space.override.value >= 1]
    most = knowledge.thresholds["override_ceiling"].value
    for authority in knowledge.authorities.values():
        own = knowledge.limits[authority.limit].value
        if authority.jurisdiction in space.jurisdictions and own is not None:
            there = space.jurisdictions[authority.jurisdiction]
            found.append(z3.Implies(there, space.override.value <= real(max(most, own))))
    return found


def facts_of(space: Space) -> Facts:
    """The facts that rules may look at, as `derive_facts` gives them."""
    values, engine = dict(space.values), space.engine
    thresholds, numbers = engine.knowledge.thresholds, engine.numbers
    for end, default in (("serum_range_low", "serum_low"), ("serum_range_high", "serum_high")):
        told = values[end]
        values[end] = Number(z3.If(told.known, told.value, real(numbers[default])), YES)
    values["jurisdiction"] = Word(space.jurisdictions)
    values["unsure"] = Words(
        {name: z3.Or(bit, _implied(name, space)) for name, bit in values["unsure"].bits.items()}, YES
    )
    del values["current_prescribed"]  # no rule looks at it: it makes what is taken stay
    told, bowel = values.pop("stool_told").bits, values["current_bowel"].bits
    untold = z3.Not(z3.Or(list(told.values())))
    values["stool"] = Word(
        {
            option: z3.Or(bit, z3.And(untold, bowel[option])) if option in ("loose", "watery") else bit
            for option, bit in told.items()
        }
    )
    classes = {
        name: any_of([taken for taken, kind in zip(space.taken, space.kinds, strict=True) if name in kind.classes])
        for name in engine.knowledge.medicine_classes
    }
    values["medicine_classes"] = Words(classes, space.medicines_told)
    values["medicine_count"] = Number(space.count, space.medicines_told)
    barred = any_of(
        [taken for taken, kind in zip(space.taken, space.kinds, strict=True) if bars_acid_salts(kind, engine)]
    )
    values["acid_salts_barred"] = Word(
        {True: z3.And(space.medicines_told, barred), False: z3.And(space.medicines_told, z3.Not(barred))}
    )
    strange = any_of(
        [taken for taken, kind in zip(space.taken, space.kinds, strict=True) if not kind.example.match.recognised]
    )
    values["medicine_unrecognised"] = Word(
        {True: z3.And(space.medicines_told, strange), False: z3.And(space.medicines_told, z3.Not(strange))}
    )
    values["kidney_risks"] = Number(_kidney_risks(values, engine), YES)
    few = [(values.pop(name), real(numbers[limit])) for name, limit in FEW.items()]
    values["diet_low_groups"] = Number(
        z3.Sum([z3.If(z3.And(found.known, found.value < limit), 1, 0) for found, limit in few]),
        z3.Or([found.known for found, _ in few]),
    )
    ok = values.pop("foundation_told").bits
    basics = [
        read_terms(ready.rule.when, thresholds, values)
        for ready in engine.kinds["foundation"]
        if ready.rule.id in ("sleep", "stress", "diet")
    ]
    untold = z3.Not(z3.Or(ok[True], ok[False]))
    amiss, fine = any_of([found.holds for found in basics]), z3.And([found.fails for found in basics])
    values["foundation_ok"] = Word(
        {True: z3.Or(ok[True], z3.And(untold, fine)), False: z3.Or(ok[False], z3.And(untold, amiss))}
    )
    return values


def _implied(name: str, space: Space) -> Any:
    """Where a medicine stands for an illness that nobody answered (`implied.still_open`)."""
    stands = any_of([taken for taken, kind in zip(space.taken, space.kinds, strict=True) if name in kind.implies])
    if name not in space.ruled_out:
        return z3.BoolVal(False)
    return z3.And(stands, z3.Not(space.ruled_out[name]), z3.Not(space.values["conditions"].bits[name]))


def _kidney_risks(values: dict[str, Any], engine: Engine) -> Any:
    """How many groups of risks are present while kidney function is unknown (`facts._kidney_risks`)."""
    groups: dict[str, list[Any]] = {}
    for risk in engine.knowledge.kidney_risks.values():
        if risk.by == "age":
            found = values["age"].value >= real(engine.numbers[risk.value])
        elif risk.by == "condition":
            found = z3.Or(values["conditions"].bits[risk.value], values["unsure"].bits[risk.value])
        else:
            found = values["medicine_classes"].bits[risk.value]
        groups.setdefault(risk.group, []).append(found)
    present = z3.Sum([z3.If(any_of(found), 1, 0) for found in groups.values()])
    return z3.If(values["egfr"].known, 0, present)
