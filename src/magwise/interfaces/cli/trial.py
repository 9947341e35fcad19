"""`magwise trial`: plan an n-of-1 trial, ask what today brings, and judge one."""

import json
import secrets
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from magwise.followup.analyse import analyse_trial
from magwise.followup.design import TrialDay, design_trial, instruction, read_design
from magwise.followup.rows import read_csv
from magwise.followup.today import Today, today_of
from magwise.followup.words import Words
from magwise.interfaces.cli.answer import locale_of, locale_of_faults, open_page, write_json
from magwise.interfaces.cli.diary_page import tell_rest, tell_today
from magwise.interfaces.cli.faults import blame, printable, show
from magwise.interfaces.cli.kept_diary import is_kept, opened
from magwise.interfaces.cli.own_trial import begin, kept_trial, own_days, read_plan, stop
from magwise.interfaces.cli.profile import date_of, today
from magwise.interfaces.cli.streams import read_text, write, write_file
from magwise.interfaces.cli.trial_page import tell_design, tell_result, tell_trial_day
from magwise.interfaces.cli.voice import Voice
from magwise.knowledge.load import Knowledge, load_knowledge

if TYPE_CHECKING:
    from magwise.interfaces.cli.arguments import Given

NUMBERS = {"--blocks": "blocks", "--period-days": "period_days", "--washout-days": "washout_days"}


def run(given: "Given") -> int:
    """Run the command of this group that was typed."""
    knowledge = load_knowledge()
    work = {
        "trial design": _design, "trial begin": begin, "trial today": _today, "trial stop": stop,
        "trial analyse": _analyse,
    }  # fmt: skip
    return work[given.command.name](given, knowledge)


def _design(given: "Given", knowledge: Knowledge) -> int:
    for flag in ("--outcome", "--minimal-effect"):
        if flag not in given.values:
            value = next(option.value for option in given.command.options if option.flag == flag)
            raise blame(f"magwise {given.command.name}", "no_value", option=flag, value=value).mend(
                "value", option=flag, value=value
            )
    if given.values.get("--out") == "-" and given.has("--json"):
        raise blame(f"magwise {given.command.name}", "two_outputs").mend("two_outputs")
    seed = _whole(given, "--seed")
    design = design_trial(
        _outcome(given),
        _number(given, "--minimal-effect") or 0.0,
        given.values.get("--start") or today() + timedelta(days=1),
        knowledge=knowledge,
        **{name: _whole(given, flag) for flag, name in NUMBERS.items()},
        baseline_sd=_number(given, "--baseline-sd"),
        seed=secrets.randbelow(2**32) if seed is None else seed,
        locale=locale_of_faults(given),
    )
    path = given.values.get("--out")
    if given.has("--json"):
        write_json(design.to_dict())
    elif path != "-":
        page = open_page()
        tell_design(page, Words(knowledge, locale_of(given)), design, None if path is None else printable(path))
        write(str(page))
    if path is not None:
        content = json.dumps(design.to_dict(), ensure_ascii=False, indent=2) + "\n"
        write_file(path, content.encode())
        if path != "-" and not given.has("--json"):
            write(Voice(knowledge, locale_of(given)).say("written", path=printable(path)) + "\n")
    return 0


def _today(given: "Given", knowledge: Knowledge) -> int:
    """What the plan asks today, unless what the diary says closes the dose."""
    on, locale = date_of(given), locale_of(given)
    plan = read_plan(given, given.words[0], knowledge) if given.words else None
    now: Today | None = None
    if plan is None or is_kept(given):
        with opened(given) as (store, name):
            events = store.events(name)
            now = today_of(events, on, knowledge=knowledge, locale=locale) if events else None
            if plan is None:
                trial = kept_trial(given, store, name, knowledge, on.isoformat())
                plan = read_design(trial.plan, Words(knowledge, locale_of_faults(given)))
    found = instruction(plan, on)
    if given.has("--json"):
        write_json(_today_json(found, now))
        return 0
    page, voice = open_page(), Voice(knowledge, locale)
    instead = now is not None and (bool(now.closed_by) or (now.lowered and found is not None and found[1].on))
    if now is not None and instead:
        tell_today(page, voice, now)
    tell_trial_day(page, Words(knowledge, locale), plan, on, instead=instead)
    if now is not None and not instead:
        tell_rest(page, voice, now)
    write(str(page))
    return 0


def _today_json(found: tuple[int, TrialDay] | None, now: Today | None) -> dict[str, Any] | None:
    """The day of the plan, and what the diary makes of it where one is kept.

    None outside the plan while nothing closes the dose.
    """
    if found is None and not (now is not None and now.closed_by):
        return None
    number, day = found or (None, None)
    told = {
        "day": number,
        "on": day.on if day is not None else None,
        "washout": day.washout if day is not None else None,
    }
    if now is None:
        return told
    public = now.to_public()
    return {**told, **public, "dose": public["dose"] if day is not None and day.on else None}


def _analyse(given: "Given", knowledge: Knowledge) -> int:
    svg = given.values.get("--svg")
    if svg == "-" and given.has("--json"):
        raise blame(f"magwise {given.command.name}", "two_outputs").mend("two_outputs")
    words, locale = Words(knowledge, locale_of_faults(given)), locale_of(given)
    plan = None if "--plan" not in given.values else read_plan(given, given.values["--plan"], knowledge)
    least = _number(given, "--minimal-effect")
    on: date | None
    if not given.words and plan is None and least is None:
        plan, rows, on, stopped = own_days(given, knowledge)
    else:
        if not given.words:
            where = f"magwise {given.command.name}"
            raise blame(where, "unfinished").mend("value", option=where, value="DIARY")
        if plan is None and least is None:
            raise words.refuse(f"magwise {given.command.name}", "no_effect")
        path = given.words[0]
        rows = _rows(read_text(path), knowledge.say(words.locale, "cli.fault.input") if path == "-" else path, words)
        on, stopped = _looked_on(given), False
    result = analyse_trial(
        rows, least, plan, knowledge=knowledge, locale=locale, faults_in=words.locale, on=on, stopped=stopped
    )
    if given.has("--json"):
        write_json(result.to_dict())
    elif svg != "-":
        page = open_page()
        tell_result(page, Words(knowledge, locale), result, None if plan is None else plan.outcome.name)
        write(str(page))
    if svg is not None:
        from magwise.followup.drawing import draw_trial

        picture = draw_trial(
            result,
            [row for _, row in rows],
            knowledge=knowledge,
            locale=locale,
            outcome=None if plan is None else plan.outcome,
        )
        write_file(svg, (picture + "\n").encode())
        if svg != "-" and not given.has("--json"):
            write(Voice(knowledge, locale).say("written", path=printable(svg)) + "\n")
    return 0


def _rows(text: str, where: str, words: Words) -> list[tuple[str, dict[str, Any]]]:
    """The days of a file: an export of a diary as it is, or a CSV with one day a row."""
    from magwise.followup.exchange import is_diary, read_days, trial_rows

    if not is_diary(text):
        return [(place, dict(row)) for place, row in read_csv(text, where, words)]
    days = read_days(text, knowledge=words.knowledge, locale=words.locale, where=where)
    return [(f"{where}, {row['date']}", row) for row in trial_rows(days)]


def _looked_on(given: "Given") -> date | None:
    """The day of looking, where `--on` names one; else the last day of the diary counts."""
    return date_of(given) if "--on" in given.values else None


def _outcome(given: "Given") -> Any:
    """A bare name, or a mapping in braces as YAML and JSON write it. `--better` says which end is the good one."""
    typed = given.values["--outcome"].strip()
    told: dict[str, Any] = {"name": typed}
    if typed.startswith("{"):
        from magwise.profiles.text import parse_text

        told = dict(parse_text(typed.encode(), where=f"magwise {given.command.name} --outcome"))
    if "--better" in given.values:
        told["better"] = given.values["--better"]
    return told


def _number(given: "Given", flag: str) -> float | None:
    typed = given.values.get(flag)
    if typed is None:
        return None
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        words = Words(load_knowledge(), locale_of_faults(given))
        raise words.refuse(f"magwise {given.command.name} {flag}", "positive", value=show(typed)) from None


def _whole(given: "Given", flag: str) -> int | None:
    typed = given.values.get(flag)
    if typed is None:
        return None
    if typed.isascii() and typed.isdigit() and len(typed) <= 18:
        return int(typed)
    raise blame(f"magwise {given.command.name} {flag}", "choice", word=show(typed)).mend("choice", names="0, 1, 2, …")
