"""The dose on a page: the ladder as a small table, and the products in hand."""

from magwise.advice.advice import Advice, Dose, ProductAdvice, Step
from magwise.advice.dose import limit_words, record_of_limit
from magwise.advice.drawing import ladder_strip
from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.evidence import rest_on

NOT_CHOSEN = "product_not_chosen"
OF_PRODUCT = "product_"


def chosen_product(advice: Advice) -> ProductAdvice | None:
    """The product that the ladder is made of; None without one."""
    for product in advice.products:
        if product.fits and all(finding.id != NOT_CHOSEN for finding in product.findings):
            return product
    return None


def tell_ladder(page: Page, voice: Voice, advice: Advice) -> None:
    """Week by week, with what set each step, and the limit above it."""
    dose = advice.dose
    if dose is None:
        return
    product = chosen_product(advice)
    page.heading(voice.say("advise.ladder"))
    for line in ladder_strip(dose, knowledge=voice.knowledge, locale=voice.locale, width=page.width - 2):
        page.raw(f"  {line}")
    page.blank()
    rest = dose.already_mg > 0
    keys = ("week", "per_day", "each", *(["in_all"] if rest else []), "because")
    rows = [
        (
            str(step.week),
            voice.mg(step.mg_per_day),
            _each(voice, step, product),
            *([voice.mg(step.mg_per_day + dose.already_mg)] if rest else []),
            voice.claim(step.because, step.grade, step.sources),
        )
        for step in dose.ladder
    ]
    page.table(rows, [voice.say(f"advise.{key}") for key in keys], indent=2)
    page.blank()
    page.text(voice.say("advise.step_rule"))
    page.text(voice.knowledge.say(voice.locale, "advice.dose_choice"))
    page.text(f"{voice.say('advise.ceiling', mg=voice.mg(dose.ceiling_mg))} {_limit(voice, dose)}".strip())
    if dose.already:
        told = [
            voice.say(
                "advise.already_assumed" if found.assumed else "advise.already_one",
                name=found.name,
                mg=voice.mg(found.mg),
            )
            for found in dose.already
        ]
        page.text(voice.say("advise.already", list=voice.listed(told)))


def _each(voice: Voice, step: Step, product: ProductAdvice | None) -> str:
    """What is swallowed at a time: «1 tablet», «2 × 50 mg»."""
    if product is not None and step.units is not None and step.mg_per_day:
        parts = [voice.units(step.units * mg / step.mg_per_day, product.unit) for mg in step.split_mg]
    else:
        parts = [voice.mg(mg) for mg in step.split_mg]
    if len(set(parts)) == 1 and len(parts) > 1:
        return f"{len(parts)}\u00a0×\u00a0{parts[0]}"
    return " + ".join(parts)


def _limit(voice: Voice, dose: Dose) -> str:
    """Who or what set the ceiling."""
    if not dose.ceiling_by:
        return ""
    by = dose.ceiling_by[0]
    basis = rest_on(voice.knowledge, record_of_limit(by))
    return voice.claim(limit_words(by, voice.knowledge, voice.locale), basis.grade, basis.sources)


def tell_products(page: Page, voice: Voice, advice: Advice) -> None:
    """Each product: how many units, its price, or why it does not fit."""
    dosing = advice.decision == "advise"
    if not advice.products:
        if dosing:
            page.blank()
            page.text(voice.say("advise.no_product"))
        return
    page.heading(voice.say("advise.products"))
    for product in advice.products:
        page.item(_product(voice, product, dosing=dosing))
        for finding in product.findings:
            if not (product.fits and product.label_verdict == "ok") or finding.id.startswith(OF_PRODUCT):
                page.item(voice.claim(finding.text, finding.grade, finding.sources), mark="–", indent=4)


def _product(voice: Voice, product: ProductAdvice, *, dosing: bool) -> str:
    mg = None if product.elemental_mg_per_unit is None else voice.mg(product.elemental_mg_per_unit)
    if dosing and product.fits and product.units_per_day is not None and mg is not None:
        units = voice.units(product.units_per_day, product.unit)
        told = voice.say("advise.product_fits", name=product.name, units=units, mg=mg)
    elif dosing:
        return voice.say("advise.product_not", name=product.name)
    elif mg is None:
        told = voice.say("advise.product_label_open", name=product.name)
    else:
        told = voice.say("advise.product_label", name=product.name, mg=mg)
    if product.cost_per_100_mg is None:
        return told
    price = f"{product.cost_per_100_mg:.2f}".replace(".", voice.say("decimal"))
    return f"{told} {voice.say('advise.price', price=price)}"
