"""The worst bodies that a limit lets through, each in a process of its own: `python tests/attack/worst.py [NAME …]`.

Printed are the seconds of work and the most memory for each; none may pass 2 s or 300 MB. The seconds are those of the
processor, so that a busy machine does not matter.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

MOST_SECONDS, MOST_MB = 2.0, 300
PERSON: dict[str, Any] = {"person": {"age": 42}, "goals": ["sleep"]}
HOURS = [f"{hour:02d}:00" for hour in range(24)]
NAMES = ("Thyrax", "doxycycline", "ciprofloxacine", "alendroninezuur", "ferrofumaraat", "levodopa")
GATES = ("tacrolimus", "ciclosporine", "dolutegravir", "cisplatine", "calcitriol", "digoxine")
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _medicines(names: tuple[str, ...] = NAMES, count: int = 100, **more: Any) -> list[dict[str, Any]]:
    return [{"name": f"{names[place % len(names)]} {place} mg", "times": ["07:00"], **more} for place in range(count)]


def _supplements(text: str, count: int = 100, **more: Any) -> list[dict[str, Any]]:
    return [{"label": text.format(place), **more} for place in range(count)]


def _movable(count: int, doses: int, step: int, seed: int = 1) -> list[dict[str, Any]]:
    rng = random.Random(seed)
    return [
        {
            "name": f"{rng.choice(NAMES)} {place} mg",
            "times": sorted({f"{rng.randrange(24):02d}:{rng.randrange(0, 60, step):02d}" for _ in range(doses)}),
            "movable": True,
        }
        for place in range(count)
    ]


def _days(count: int, **more: Any) -> dict[str, Any]:
    first = date(2021, 1, 1)
    rows = [
        {"date": (first + timedelta(place)).isoformat(), "on": place % 2, "outcome": place * 7_919 % 11}
        for place in range(count)
    ]
    return {"rows": rows, "minimal_effect": 0.5, **more}


def _whole_trial() -> dict[str, Any]:
    """A year of one-day periods, all written down: the most blocks that a plan has."""
    from magwise.followup.design import design_trial
    from magwise.knowledge.load import load_knowledge

    plan = design_trial(
        "sleep", 1, "2026-01-01", knowledge=load_knowledge(), blocks=180, period_days=1, washout_days=0, seed=1
    )
    rows = [{"date": day.date, "on": day.on, "outcome": place % 8 + 2 * day.on} for place, day in enumerate(plan.days)]
    return {"rows": rows, "design": plan.to_dict()}


def _design(**more: Any) -> dict[str, Any]:
    return {"outcome": "sleep", "minimal_effect": 1, "start": "2027-01-04", **more}


PANEL = "magnesium (citraat) {0} mg per tablet, zink 15 mg, vitamine B6 1,4 mg (100% RI), ijzer 14 mg; "
BODIES: dict[str, tuple[str, Callable[[], Any]]] = {
    "rounds": ("plan", lambda: {"medicines": _medicines(every_days=2)}),
    "rounds and weekdays": ("advise", lambda: {**PERSON, "medicines": [
        {"name": f"Thyrax {place}", "times": ["07:00"], **({"every_days": 2 + place % 9} if place % 2 else {"days": WEEK[: 1 + place % 6]})}
        for place in range(100)
    ]}),
    "names": ("medicine", lambda: {"texts": [f"zorbaxolin{place} kwestiramine {place} mg" * 6 for place in range(100)]}),
    "long names": ("medicine", lambda: {"texts": [f"levotyroxin{chr(97 + place % 26)}um " * 12 for place in range(100)]}),
    "very long names": ("medicine", lambda: {"texts": [f"levotyroxin{chr(97 + place % 26)}um " * 600 for place in range(100)]}),
    "near names": ("medicine", lambda: {"texts": [f"levotyroxin{chr(97 + place % 26)}um {place} mcg" for place in range(100)]}),
    "label": ("label", lambda: {"text": (PANEL * 1_200).format(200)[:100_000]}),
    "digits": ("label", lambda: {"text": ("magnesium 1 2 3 4 5 6 7 8 9 mg " * 4_000)[:100_000]}),
    "supplements": ("advise", lambda: {**PERSON, "supplements": _supplements("multi {0} magnesium (citraat) 57 mg per tablet")}),
    "supplements at the ceiling": ("advise", lambda: {**PERSON, "supplements": _supplements("multi {0} magnesium 2,02 mg")}),
    "supplements by the hour": ("advise", lambda: {**PERSON, "supplements": _supplements("ijzer {0} 14 mg", times=HOURS)}),
    "long supplements": ("advise", lambda: {**PERSON, "supplements": [{"label": (PANEL * 200).format(57)[:19_900]}] * 5}),
    "long products": ("advise", lambda: {**PERSON, "products": [{"name": "p", "label": (PANEL * 200).format(57)[:19_900]}] * 5}),
    "medicines by the hour": ("advise", lambda: {**PERSON, "medicines": _medicines(times=HOURS)}),
    "gates": ("advise", lambda: {
        **PERSON, "medicines": _medicines(GATES), "supplements": _supplements("multi {0} magnesium (citraat) 2 mg per tablet"),
    }),
    "next question": ("ask", lambda: {
        **PERSON, "medicines": _medicines(GATES), "supplements": _supplements("multi {0} magnesium 2 mg", times=HOURS),
    }),
    "movable, 100 of 2": ("plan", lambda: {**PERSON, "medicines": _movable(100, 2, 1)}),
    "movable, 30 of 6": ("plan", lambda: {**PERSON, "medicines": _movable(30, 6, 5), "day": {"wake": "07:00", "bed": "06:55"}}),
    "movable, 4 of 24": ("plan", lambda: {**PERSON, "medicines": [
        {"name": f"{NAMES[place]} {place}", "times": [f"{hour:02d}:{place:02d}" for hour in range(24)], "movable": True} for place in range(4)
    ]}),
    "trial without a plan": ("trial/analyse", lambda: _days(2_000)),
    "trial of a year": ("trial/analyse", _whole_trial),
    "design": ("trial/design", lambda: _design(baseline_sd=2.0)),
    "design, little effect": ("trial/design", lambda: _design(baseline_sd=1e3, washout_days=0)),
    "design, many blocks": ("trial/design", lambda: _design(baseline_sd=9, blocks=90, period_days=2, washout_days=0)),
    "deep": ("advise", lambda: None),
}  # fmt: skip


def _processor(pid: int) -> float:
    """Seconds that a process has worked; long work is done by a worker beside the app."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> float:
    """The most memory of a process, in MB. What `getrusage` tells begins at the memory of whoever started it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def measure(name: str) -> dict[str, Any]:
    """One body in this process, with an app that has answered before."""
    from starlette.testclient import TestClient

    from magwise.interfaces.web.app import make_app
    from magwise.knowledge.load import load_knowledge

    client = TestClient(make_app("sqlite://", load_knowledge()), base_url="http://127.0.0.1:8321")
    for path, body in (
        ("advise", PERSON),
        ("label", {"text": "magnesium 100 mg"}),
        ("medicine", {"texts": ["Thyrax"]}),
    ):
        assert client.post(f"/api/v1/{path}", json=body).status_code == 200
    client.post("/api/v1/trial/analyse", json=_days(4))
    path, make = BODIES[name]
    content = b"[" * 900_000 if name == "deep" else json.dumps(make()).encode()
    pids = [os.getpid(), *client.app.state.services.work.pids()]
    wall, work = time.perf_counter(), sum(map(_processor, pids))
    answer = client.post(f"/api/v1/{path}", content=content, headers={"content-type": "application/json"})
    return {
        "name": name, "path": path, "kb": len(content) / 1000, "status": answer.status_code,
        "seconds": sum(map(_processor, pids)) - work, "wall": time.perf_counter() - wall,
        "mb": max(map(_peak, pids)),
    }  # fmt: skip


def measure_apart(name: str) -> dict[str, Any]:
    """The same in a process of its own."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, __file__, "--here", name],
        capture_output=True,
        text=True,
        env=environment,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def is_bounded(found: dict[str, Any]) -> bool:
    """Whether a body stays below both limits and is no fault of ours."""
    return found["seconds"] <= MOST_SECONDS and found["mb"] <= MOST_MB and found["status"] < 500


def main(words: list[str]) -> int:
    """Measure them all and print them, the worst first."""
    if words[:1] == ["--here"]:
        print(json.dumps(measure(words[1])))
        return 0
    found = sorted((measure_apart(name) for name in words or BODIES), key=lambda one: -one["seconds"])
    print(f"{'body':28}{'operation':16}{'kB':>8}{'status':>8}{'s':>8}{'s wall':>8}{'MB':>6}")
    for one in found:
        mark = "" if is_bounded(one) else "  TOO MUCH"
        print(
            f"{one['name']:28}{one['path']:16}{one['kb']:8.1f}{one['status']:8}{one['seconds']:8.2f}{one['wall']:8.2f}{one['mb']:6.0f}{mark}"
        )
    return 0 if all(map(is_bounded, found)) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
