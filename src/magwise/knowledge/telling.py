"""The sentence of a rule as a reader gets it: no blank ever reaches anyone unfilled."""

import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from magwise.knowledge.load import Knowledge
    from magwise.knowledge.records import Rule

ANYWHERE = "EU"  # whose emergency number stands where no jurisdiction is known
_FORMATTER = string.Formatter()


def tell_rule(rule: "Rule", knowledge: "Knowledge", locale: str, jurisdiction: str = ANYWHERE, **values: object) -> str:
    """A rule in words, with the emergency number of a jurisdiction.

    values: what only a person's own case can fill, such as the medicine; left out, it is named in general («this
    medicine»), for a reader who looks at the rule itself. Raises KnowledgeError where the wording lacks that name.
    """
    text = rule.text[locale]
    if "{" not in text:
        return text
    said: dict[str, object] = {"emergency": knowledge.say(locale, f"advice.emergency_{jurisdiction}"), **values}
    for _, blank, _, _ in _FORMATTER.parse(text):
        if blank is not None and blank not in said:
            said[blank] = knowledge.say(locale, f"knowledge.blank.{blank}")
    filled = text.format(**said)
    return filled if values else filled[:1].upper() + filled[1:]
