"""The forms on a page: the best with their traits, the rest in short or, on request, all with every reason."""

from magwise.advice.advice import ROLES, FormAdvice
from magwise.interfaces.cli.layout import Page
from magwise.interfaces.cli.voice import Voice

TOP = ("first_choice", "next_step")
TRAITS = ("absorption", "gut", "goal_fit")
HIGHEST = 3


def tell_forms(page: Page, voice: Voice, forms: tuple[FormAdvice, ...], *, every_form: bool = False) -> None:
    """Under a heading for each role its forms. every_form: all roles and all reasons."""
    page.heading(voice.say("advise.forms"))
    shown = [form for form in forms if every_form or form.role in TOP]
    for role in ROLES:
        of_role = [form for form in shown if form.role == role]
        if of_role and every_form:
            page.text(f"{voice.say(f'role.{role}')}:", indent=2)
        for form in of_role:
            _tell_form(page, voice, form, named_role=not every_form, every_reason=every_form)
    rest = len(forms) - len(shown)
    if rest:
        page.text(voice.say("advise.more_forms", count=rest), indent=2, style="dim")


def _tell_form(page: Page, voice: Voice, form: FormAdvice, *, named_role: bool, every_reason: bool) -> None:
    lead = f"{voice.say(f'role.{form.role}')}: " if named_role else ""
    page.item(f"{lead}{form.name}")
    page.text(" · ".join(_trait(voice, form, trait) for trait in TRAITS), indent=4, style="dim")
    for reason in form.reasons if every_reason else form.reasons[:1]:
        page.text(voice.claim(reason.text, reason.grade, reason.sources), indent=4)


def _trait(voice: Voice, form: FormAdvice, trait: str) -> str:
    """«Opname ▮▮▯ (C)»: the level of one quality out of three, with the letter of its evidence."""
    found = getattr(form.traits, trait)
    bar = "▮" * found.level + "▯" * (HIGHEST - found.level)
    return f"{voice.say(f'advise.{trait}')}\u00a0{bar}\u00a0{found.level}/{HIGHEST}\u00a0({found.grade})"
