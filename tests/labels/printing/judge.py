"""Whether a reading gives the product back, says less, or says something else under `ok`."""

from typing import Any

from .print import Print, Serving, Truth

TOLERANCE = 0.012
ALIKE = ({"sachet", "packet"}, {"capsule", "softgel"}, {"gummy", "chew"})


def judge(printed: Print, label: dict[str, Any]) -> str:
    """`right`, `less` or `wrong`; `wrong` only under `ok`."""
    truth = printed.truth
    if label["verdict"] == "ok" and _is_other(truth, label):
        return "wrong"
    right = (
        label["verdict"] in truth.verdicts
        and _amount_is_right(truth, label)
        and _serving_is_right(truth, label)
        and _forms_are_right(truth, label)
    )
    return "right" if right else "less"


def shortfalls(printed: Print, label: dict[str, Any]) -> list[str]:
    """Which of verdict, amount, serving and forms are not the product's."""
    truth = printed.truth
    checks = {
        "verdict": label["verdict"] in truth.verdicts,
        "amount": _amount_is_right(truth, label),
        "serving": _serving_is_right(truth, label),
        "forms": _forms_are_right(truth, label),
    }
    return [name for name, good in checks.items() if not good]


def _close(one: float, two: float) -> bool:
    return abs(one - two) <= max(TOLERANCE * max(abs(one), abs(two)), 0.06)


def _is_other(truth: Truth, label: dict[str, Any]) -> bool:
    amount = label["elemental_mg_per_serving"]
    if amount is None or amount["best"] is None:
        return False
    best = amount["best"]
    if truth.verdicts == ("ok",):
        serving = _served(label)
        return not any(
            _close(best, mass)
            and (serving is None or own is None or _same(serving, own) or not _same_kind(serving, own))
            for own, mass in truth.pairs
        )
    return truth.span is None or not truth.span[0] - 0.06 <= best <= truth.span[1] + 0.06


def _amount_is_right(truth: Truth, label: dict[str, Any]) -> bool:
    amount = label["elemental_mg_per_serving"]
    if truth.span is not None:
        if amount is None:
            return "ambiguous" in truth.verdicts
        low, high = truth.span
        ends = [amount["best"]] if amount["best"] is not None else [amount["low"], amount["high"]]
        return all(low * 0.97 - 0.1 <= end <= high * 1.03 + 0.1 for end in ends)
    if truth.verdicts != ("ok",):
        return amount is None or amount["best"] is None or label["verdict"] == "compound_only"
    return (
        amount is not None
        and amount["best"] is not None
        and any(_close(amount["best"], mass) for _, mass in truth.pairs)
    )


def _serving_is_right(truth: Truth, label: dict[str, Any]) -> bool:
    if not truth.pairs:
        return True
    serving, amount = _served(label), label["elemental_mg_per_serving"]
    best = None if amount is None else amount["best"]
    for own, mass in truth.pairs:
        same = serving is own if serving is None or own is None else _same(serving, own)
        if same and (truth.verdicts != ("ok",) or (best is not None and _close(best, mass))):
            return True
    return False


def _forms_are_right(truth: Truth, label: dict[str, Any]) -> bool:
    if not truth.pairs:
        return True
    read = {item["form"]: item["compound_mg"] for item in label["compounds"]}
    if not truth.forms:
        return set(read) <= {"unspecified"}
    return set(read) == set(truth.forms) and all(
        mass is None or (read[form] is not None and _close(read[form], mass)) for form, mass in truth.forms.items()
    )


def _served(label: dict[str, Any]) -> Serving | None:
    serving = label["serving"]
    return None if serving is None else (serving["count"], serving["unit"])


def _same_kind(one: Serving, two: Serving) -> bool:
    return one[1] == two[1] or any({one[1], two[1]} <= kind for kind in ALIKE)


def _same(one: Serving, two: Serving) -> bool:
    return _same_kind(one, two) and _close(one[0], two[0])
