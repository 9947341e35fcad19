"""Which pot: what a product at hand really gives, whether it fits, and how many of it."""

from decimal import Decimal
from typing import NamedTuple

from magwise.advice.advice import ROLES, ProductAdvice, ProductFinding
from magwise.advice.case import Case, UnderstoodProduct
from magwise.advice.dose import Room, first_parts
from magwise.advice.engine import Engine
from magwise.advice.forms import Ranked
from magwise.knowledge.records import Rule
from magwise.knowledge.telling import tell_rule
from magwise.result import plain_number

WHOLE_UNITS = frozenset({"capsule", "softgel"})
NEVER = ROLES.index("not_now")
OF_THE_FORM = ("product_form_unsuitable", "product_form_unknown")
READING = "declared_amount_wins"  # the rule behind what a reading of a label says
UNCLEAR_SALTS = frozenset({"amino_acid_chelate", "liposomal"})  # names that tell no salt


class Fit(NamedTuple):
    """A product judged. unit: mg in one unit, high end; part: mg in the smallest piece; units: a day at the start.

    role: of its worst form, an index of ROLES. acid: whether any part of it neutralises stomach acid, None when that is
    not known. reasons: why it does not fit, empty when it does.
    """

    product: UnderstoodProduct
    form: str | None
    unit: Decimal | None
    part: Decimal | None
    units: Decimal | None
    role: int
    acid: bool | None
    reasons: tuple[ProductFinding, ...]

    @property
    def held_back(self) -> bool:
        """Whether nothing but its form, or not knowing its form, keeps the product from use."""
        return bool(self.reasons) and all(found.id in OF_THE_FORM for found in self.reasons)

    @property
    def fits(self) -> bool:
        """Whether the product may be used."""
        return not self.reasons


def judge_products(case: Case, ranked: Ranked, room: Room, engine: Engine, *, careful: bool) -> list[Fit]:
    """Judge every product at hand, in the order given."""
    wanted = engine.masses["sensitive_start" if careful else "start"]
    most = min(engine.masses["start_max"], room.left)
    return [_judge(product, case, ranked, (wanted, most), engine) for product in case.products]


def best_product(fits: list[Fit], ranked: Ranked) -> Fit | None:
    """The product that the ladder is made of: the form that suits best, then the first in the list."""
    usable = [fit for fit in fits if fit.fits]
    return min(usable, key=lambda fit: (fit.role, fit.form != ranked.first), default=None)


def _judge(
    product: UnderstoodProduct, case: Case, ranked: Ranked, bounds: tuple[Decimal, Decimal], engine: Engine
) -> Fit:
    """bounds: the wanted start and the most of a first step.

    Of a form that is held back and first all the same, never more than the wanted start. Vitamin B6 is judged at the
    target, so that less room never makes a product fit.
    """
    wanted, most = bounds
    acid = is_acid(product, engine)
    label = product.label
    families = [compound.form for compound in label.compounds]
    role = max((ranked.roles.get(family, ROLES.index("alternative")) for family in families), default=2)
    form = families[0] if families else None
    unit = _unit_mg(product)
    whole = label.serving is not None and label.serving.unit in WHOLE_UNITS
    part = None if unit is None else unit if whole else unit / 2
    if ranked.held_back and ranked.first in families:
        most = min(most, wanted)
    reasons: list[ProductFinding] = []
    if label.route == "skin":
        reasons.append(_because("product_skin", case, engine, "skin_no_intake"))
    if label.verdict == "inconsistent":
        reasons.append(_because("product_inconsistent", case, engine))
    if unit is None:
        reasons.append(_because("product_no_amount", case, engine))
    if role >= NEVER:
        worst = max(families, key=lambda family: ranked.roles.get(family, 2))
        rule = next(iter(ranked.spoken.get(worst, ())), None)
        text = tell_rule(rule, engine.knowledge, case.locale) if rule else ""
        reasons.append(_because("product_form_unsuitable", case, engine, rule.id if rule else READING, reason=text))
    if acid is None and case.facts["acid_salts_barred"]:
        reasons.append(_because("product_form_unknown", case, engine, "acid_salts_barred"))
    parts = first_parts(part, wanted, most) if part else Decimal(0)
    if part is not None and not parts:
        reasons.append(_because("product_too_strong", case, engine, "ceiling"))
    units = parts * part / unit if part and unit and parts else None
    if part and unit and _too_much_b6(product, engine.masses["target"] // part * part / unit, engine):
        reasons.append(_because("product_b6", case, engine, "b6_limit"))
    return Fit(product, form, unit, part, None if reasons else units, role, acid, tuple(reasons))


def is_acid(product: UnderstoodProduct, engine: Engine) -> bool | None:
    """Whether any compound of a product neutralises stomach acid; None when a form is not known."""
    families = [engine.knowledge.families.get(compound.form) for compound in product.label.compounds]
    if any(family is not None and family.acid_neutralising for family in families):
        return True
    unclear = not families or any(family is None or family.id in UNCLEAR_SALTS for family in families)
    return None if unclear else False


def _unit_mg(product: UnderstoodProduct) -> Decimal | None:
    """Elemental mg in one unit, high end; a serving counts as the unit where the label names none."""
    label = product.label
    amount = label.elemental_mg_per_unit or label.elemental_mg_per_serving
    if amount is None or amount.high <= 0:
        return None
    return Decimal(str(amount.high))


def _too_much_b6(product: UnderstoodProduct, units: Decimal, engine: Engine) -> bool:
    label = product.label
    if label.vitamin_b6_mg is None:
        return False
    count = Decimal(str(label.serving.count)) if label.serving else Decimal(1)
    return Decimal(str(label.vitamin_b6_mg)) / count * units > engine.masses["b6_max"]


def _because(key: str, case: Case, engine: Engine, rule_id: str = READING, reason: str = "") -> ProductFinding:
    text = engine.knowledge.say(case.locale, f"advice.{key}", reason=reason)
    return _finding(key, " ".join(text.split()), engine.rule(rule_id))


def _finding(key: str, text: str, rule: Rule) -> ProductFinding:
    return ProductFinding(id=key, text=text, rule=rule.id, sources=rule.sources, grade=rule.grade)


def describe_product(fit: Fit, chosen: bool, case: Case, engine: Engine) -> ProductAdvice:
    """A product as the contract gives it. chosen: the ladder is made of it."""
    label = fit.product.label
    best = label.elemental_mg_per_unit or label.elemental_mg_per_serving
    shown = None if best is None else best.best if best.best is not None else best.high
    findings = [*fit.reasons]
    if fit.fits and label.serving is None:
        findings.append(_because("product_serving_unknown", case, engine))
    if fit.fits and not chosen:
        findings.append(_because("product_not_chosen", case, engine, "product_unit"))
    findings += [_finding(finding.id, finding.text, engine.rule(READING)) for finding in label.findings]
    return ProductAdvice(
        name=fit.product.entry.name,
        form=fit.form,
        label_verdict=label.verdict,
        elemental_mg_per_unit=None if shown is None else plain_number(shown),
        unit=label.serving.unit if label.serving else None,
        units_per_day=None if fit.units is None else plain_number(fit.units),
        cost_per_100_mg=_cost(fit.product),
        fits=fit.fits,
        chosen=chosen and fit.fits,
        findings=tuple(findings),
    )


def _cost(product: UnderstoodProduct) -> float | int | None:
    """Price per 100 mg elemental; None without price, pack size or one sure amount."""
    amount = product.label.elemental_mg_per_serving
    entry = product.entry
    if amount is None or not amount.best or entry.price is None or not entry.servings:
        return None
    pack = Decimal(str(amount.best)) * Decimal(str(entry.servings))
    return plain_number(Decimal(str(entry.price)) / pack * 100, places=2)
