"""Send spoiled bodies to every REST operation and web form: `python tests/attack/mutate.py [--number 25000] [--seed 1]`.

None may be a fault of ours (5xx), none may hold a worker for long, and a page stays a page. Whatever goes wrong is printed
with its number: the same seed makes the same requests.
"""

import argparse
import json
import logging
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from starlette.testclient import TestClient

from attack.bodies import DESIGN, Sent, rest_request, spoil
from attack.forms import form_request
from magwise.followup.design import TrialDesign, design_trial, hash_plan
from magwise.interfaces.web.app import make_app
from magwise.knowledge.load import load_knowledge

BASE = "http://127.0.0.1:8321"
LONGEST = 10.0  # seconds for one body, on a busy machine
REST_SHARE = 0.6
FRESH_EVERY = 200


class Attacker:
    """Requests from a seed against an app of its own; faults: what went wrong, each in a line."""

    def __init__(self, seed: int, database: str = "sqlite://") -> None:
        self.seed = seed
        self.knowledge = load_knowledge()
        self.client = TestClient(make_app(database, self.knowledge), base_url=BASE, raise_server_exceptions=False)
        self.plan = design_trial(**DESIGN, knowledge=self.knowledge).to_dict()
        self.statuses: Counter[int] = Counter()
        self.faults: list[str] = []
        self.slowest = (0.0, -1)
        self.draft = self.token = ""

    def run(self, number: int) -> None:
        """So many requests, each from the seed and its own number."""
        for place in range(number):
            if place % FRESH_EVERY == 0:
                self._begin()
            self._send(place, self.request(place))

    def request(self, place: int) -> Sent:
        """The request with this number."""
        rng = random.Random(f"{self.seed}:{place}")
        if rng.random() < REST_SHARE:
            return rest_request(rng, self._sealed)
        return form_request(rng, self.draft, self.token)

    def _begin(self) -> None:
        """A new check, and the token of its forms."""
        self.client.cookies.clear()
        page = self.client.get("/nl/")
        self.token = re.search(r'name="_token" value="(\w+)"', page.text)[1]  # type: ignore[index]
        page = self.client.post("/nl/check", data={"_token": self.token})
        self.draft = page.url.path.split("/")[3]

    def _sealed(self, rng: random.Random) -> Any:
        """A spoiled plan with the hash that belongs to it, where it has one."""
        import msgspec

        plan = spoil(self.plan, rng)
        try:
            return {**plan, "plan_hash": hash_plan(msgspec.convert(plan, TrialDesign))}
        except (msgspec.ValidationError, TypeError, ValueError):
            return plan

    def _send(self, place: int, sent: Sent) -> None:
        start = time.perf_counter()
        headers = {name: value.encode("latin-1") for name, value in sent.headers.items()}
        answer = self.client.request(
            sent.method, sent.path, headers=headers, content=sent.content, follow_redirects=False
        )
        took = time.perf_counter() - start
        self.slowest = max(self.slowest, (took, place))
        self.statuses[answer.status_code] += 1
        wrong = self._wrong(sent, answer, took)
        if answer.status_code in (302, 303, 307) and not wrong:
            answer = self.client.get(answer.headers["location"])
            wrong = self._wrong(sent, answer, 0.0)
        if wrong:
            self.faults.append(f"{self.seed}:{place} {wrong}: {sent.method} {sent.path[:80]} {sent.content[:300]!r}")

    def _wrong(self, sent: Sent, answer: Any, took: float) -> str:
        """What is wrong with an answer; empty when nothing is."""
        if answer.status_code >= 500:
            return f"status {answer.status_code}"
        if took > LONGEST:
            return f"took {took:.1f} s"
        if sent.method != "HEAD" and sent.path.startswith("/api/"):
            told = json.loads(answer.content)
            kind = answer.headers["content-type"]
            if answer.status_code >= 400 and (
                kind != "application/problem+json" or told["status"] != answer.status_code
            ):
                return "an error that is no problem document"
            if answer.status_code in (400, 422) and not (told.get("what") and told.get("mend")):
                return "an error that does not say how to mend it"
        return ""


def main() -> int:
    """Run, and say what was seen."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--number", type=int, default=25_000)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    logging.disable(logging.WARNING)  # the reader of parts tells of every part that is none
    attacker, start = Attacker(given.seed), time.monotonic()
    attacker.run(given.number)
    print(f"{given.number} spoiled bodies, seed {given.seed}, {time.monotonic() - start:.0f} s")
    print("statuses: " + ", ".join(f"{status} × {count}" for status, count in sorted(attacker.statuses.items())))
    print(f"slowest: {attacker.slowest[0]:.2f} s (number {attacker.slowest[1]})")
    print(f"faults: {len(attacker.faults)}")
    for fault in attacker.faults[:40]:
        print(f"  {fault}")
    return 1 if attacker.faults else 0


if __name__ == "__main__":
    sys.exit(main())
