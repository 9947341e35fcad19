"""The element against the masses of its compounds and the number in the product's name: what stoichiometry excludes."""

from decimal import Decimal

from magwise.labels.judgement import Weighing, rounded, unique_masses
from magwise.labels.rows import Row
from magwise.labels.substances import Name

# A front may name the amount of a day: this many units at most.
_DAILY = 6
_CONTENT = Decimal("0.1")


class MassWeighing(Weighing):
    """Compares a stated element with everything else the label weighs."""

    def _weigh_names(self, main: Row, panel: list[Row]) -> None:
        """The number in a product's name beside the panel: the same, the same per unit, or a contradiction."""
        result = self.result
        if not panel or len(self.elements) == 1:
            return
        count = main.serving.count if main.serving else Decimal(1)
        for row in self.elements:
            if row.is_panel or row is main or row.statement is main.statement:
                continue
            fits = (main.mg, main.mg / count)
            ratio = row.mg / max(main.mg, Decimal("0.001"))
            whole = count == 1 and abs(ratio - ratio.to_integral_value()) < Decimal("0.02") and 0 < ratio <= _DAILY
            if any(self.same(row.mg, fit) for fit in fits) or whole or main.amount.percent is not None:
                continue
            result.verdict = "ambiguous"
            result.span(min(row.mg, main.mg), max(row.mg, main.mg))
            result.find("name_differs", name=row.mg, panel=main.mg)

    def _check_room(self, main: Row) -> None:
        """A capsule holds little more than a gram: an «element» that needs more may be the compound's mass."""
        result, serving = self.result, main.serving
        if result.verdict != "ok" or serving is None or serving.unit not in ("capsule", "softgel"):
            return
        if result.base is not None or result.masses:
            return
        names = [part.name for part in main.statement.forms] or [main.statement.name]
        shares = [self.shares(name) for name in names]
        richest = max((high or self.lexicon.richest for _, high in shares), default=self.lexicon.richest)
        if main.per_unit / richest > self.lexicon.number("tolerance.capsule_mg"):
            poorest = min((low for low, _ in shares if low is not None), default=None)
            result.verdict = "ambiguous"
            if poorest is not None:
                result.span(main.mg * poorest, main.mg)
            result.find("more_than_a_unit_holds", mg=main.per_unit, compound=rounded(main.per_unit / richest))

    def _check_masses(self, main: Row) -> None:
        """The element against the masses of its compounds: more than they can hold is impossible."""
        if not self.compounds and not main.statement.forms:
            return
        result = self.result
        count = main.serving.count if main.serving else Decimal(1)
        rows = [row for row in self.compounds if not row.statement.columns[0].damaged]
        in_brackets = [(part.name, part.mg) for part in main.statement.forms if part.mg is not None]
        if not rows and not in_brackets:
            return
        near = [row for row in rows if self._key(row) == self._key(main)] or [
            row for row in rows if not row.is_panel or not main.is_panel
        ]
        fitting: list[tuple[Name, Decimal]] = list(in_brackets)
        fronts: list[Row] = []
        for row in near:
            if row.is_panel or not main.is_panel or self._key(row) == self._key(main):
                fitting.append((row.statement.name, row.mg))
            else:
                fronts.append(row)
        scaled = [row for row in rows if row not in near and self._same_unit(row, main)]
        if not fitting and scaled:
            fitting = [(row.statement.name, row.per_unit * count) for row in scaled[:1]]
        fitting = unique_masses([(name, mass) for name, mass in fitting if mass > 0])
        everything = unique_masses([*in_brackets, *((row.statement.name, row.mg) for row in rows if row.mg > 0)])
        if len(everything) > max(len(fitting), 1) and self._adds_up(main.mg, everything):
            # «Citrate 400 mg, malate 200 mg per 2 capsules. Elemental magnesium 95 mg»: all of them together.
            fitting, fronts = everything, []
        total = sum((mass for _, mass in fitting), Decimal(0))
        if len(fitting) > 1 and self.same(total, main.mg):
            result.find("shares_of_the_element", mg=main.mg)
            return
        beside = {id(row.statement.name) for row in near if row.is_panel and self._key(row) == self._key(main)}
        said = main.statement.is_explicit or self._may_be_element(fitting[0][0], beside) if fitting else False
        if len(fitting) == 1 and self.same(fitting[0][1], main.mg) and said:
            # «Magnesiumcitraat 200 mg» beside «magnesium 200 mg»: the name was used for the element.
            result.find("name_used_for_element", mg=main.mg)
            return
        panel = [row for row in near if row.serving and row.serving.place < row.statement.place]
        per_unit = len(fitting) == 1 and count > 1 and not in_brackets and not panel
        if per_unit and self.same(fitting[0][1] * count, main.mg):
            # «Chelated magnesium 100 mg: 2 tablets provide 200 mg»: the name gives the element of one unit.
            result.find("name_used_for_element", mg=fitting[0][1])
            return
        for row in near:
            self._check_content(main, row)
        for name, mass in fitting:
            result.masses[id(name)] = mass
        if fitting:
            self._weigh(main.mg, fitting)
        for row in fronts:
            name = row.statement.name
            if any(self.same(row.mg, fit) for fit in (main.mg, main.mg * count, main.mg / count)):
                continue
            low, high = self.shares(name)
            if high is not None and main.mg / count > row.mg * high * self.richer:
                result.verdict = "ambiguous" if result.verdict == "ok" else result.verdict
                result.find("name_differs", name=row.mg, panel=main.mg)
            elif high is None and main.mg > row.mg * self.lexicon.richest_chelate * self.richer and not fitting:
                result.verdict = "ambiguous" if result.verdict == "ok" else result.verdict
                result.find("mixture_too_rich", mg=main.mg, compound=row.mg)
            elif low is not None and main.mg < row.mg * low * self.poorer:
                result.verdict = "ambiguous" if result.verdict == "ok" else result.verdict
                result.find("poorer_than_compound", mg=main.mg, compound=row.mg, least=rounded(row.mg * low))
            elif any(name.family == weighed.family for weighed, _ in fitting):
                pass  # the panel weighs the compound; the front says it again for another serving
            elif low is not None and high is not None and self._spans(main.mg, row.mg * low, row.mg * high):
                result.masses.setdefault(id(name), row.mg)

    def _check_content(self, main: Row, row: Row) -> None:
        """«600 mg citrate (16 % elemental)» beside an element that this share does not give."""
        content = row.statement.content
        if content is None or self._key(row) != self._key(main):
            return
        shown = row.mg * content / 100
        if abs(shown - main.mg) > main.mg * _CONTENT and self.result.verdict == "ok":
            self.result.verdict = "ambiguous"
            self.result.span(min(shown, main.mg), max(shown, main.mg))
            self.result.find("two_amounts", low=min(shown, main.mg), high=max(shown, main.mg))

    def _adds_up(self, element: Decimal, masses: list[tuple[Name, Decimal]]) -> bool:
        """Whether an element lies between what several different compounds hold together."""
        if len({name.family for name, _ in masses}) < len(masses):
            return False
        shares = [self.shares(name) for name, _ in masses]
        if any(low is None or high is None for low, high in shares):
            return False
        least = sum((mass * (low or 0) for (_, mass), (low, _) in zip(masses, shares, strict=True)), Decimal(0))
        most = sum((mass * (high or 0) for (_, mass), (_, high) in zip(masses, shares, strict=True)), Decimal(0))
        return self._spans(element, least, most)

    def _may_be_element(self, name: Name, beside: set[int]) -> bool:
        """Whether a compound that prints the element's number may only lend its name; not beside it in one panel."""
        return id(name) not in beside or self.result.base is not None

    def _weigh(self, element: Decimal, masses: list[tuple[Name, Decimal]]) -> None:
        result = self.result
        total = sum((mass for _, mass in masses), Decimal(0))
        most = least = strict = Decimal(0)
        open_ended = False
        for name, mass in masses:
            low, high = self.shares(name)
            family = name.family or ""
            if low is None or high is None:
                open_ended = True
                limit = self.lexicon.ceiling_of(family)
                if family == "amino_acid_chelate":
                    limit = self.lexicon.richest_chelate
                if family not in self.lexicon.natural:
                    least += mass * self.lexicon.poorest
                most += mass * self.lexicon.richest
                strict += mass * limit
                continue
            open_ended = open_ended or bool(name.substance and name.substance.open_ended)
            most += mass * high
            strict += mass * high
            least += mass * low
        if element > strict * self.richer:
            share = rounded(element * 100 / total)
            if open_ended and result.base is not None and element <= total * self.lexicon.richest_blend:
                result.find("fits_compound", mg=element, compound=total)
            elif open_ended and element <= total * self.lexicon.richest * self.richer:
                result.verdict = "ambiguous" if result.verdict == "ok" else result.verdict
                result.find("mixture_too_rich", mg=element, compound=total)
            else:
                result.verdict = "inconsistent"
                cause = "salt_printed_as_element" if element >= total * Decimal("0.97") else "exceeds_compound"
                if masses[0][0].family == "bisglycinate" and cause == "exceeds_compound":
                    cause = "buffered_with_oxide"
                result.find(cause, mg=element, compound=total, share=share, most=rounded(strict * 100 / total))
        elif element < least * self.poorer:
            result.verdict = "ambiguous" if result.verdict == "ok" else result.verdict
            result.find("poorer_than_compound", mg=element, compound=total, least=rounded(least))
            result.span(element, most)
        elif result.verdict == "ok":
            result.find("fits_compound", mg=element, compound=total)
