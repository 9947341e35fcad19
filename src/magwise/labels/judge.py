"""Hypotheses about a label, and which of them stoichiometry, the printed percent and arithmetic leave standing."""

from decimal import Decimal

from magwise.labels.elements import ElementWeighing
from magwise.labels.judgement import Judgement, rounded, unique_masses
from magwise.labels.reference import implied, join
from magwise.labels.rows import Row

_TWO = 2


class Judge(ElementWeighing):
    """Weighs the rows of one label."""

    def decide(self) -> Judgement:
        """The judgement over all rows; there is at least one."""
        result = self.result
        rows = [*self.elements, *self.compounds]
        if [row for row in rows if row.amount.damaged]:
            result.find("digits_lost")
            result.serving = self._common_serving(rows)
            return result
        if self.elements:
            self._decide_element()
        else:
            self._decide_compound()
        return result

    # Only a compound is printed.

    def _decide_compound(self) -> None:
        result = self.result
        panel = [row for row in self.compounds if row.is_panel]
        rows = panel or self.compounds
        served = [row for row in rows if self._key(row) == self._key(rows[0]) or row.serving is None]
        others = [row for row in rows if row not in served]
        measured = [row for row in rows if row.serving and row.serving.unit in ("g", "ml") and row.serving.count >= 5]
        if others and any(row in measured for row in served):
            served = others
        elif others and all(row in measured for row in others):
            pass  # «… mg per tablet; 100 ml holds …»: what is swallowed at once counts.
        elif others and not all(
            any(self._agree(row, kept) and row.statement.name.family == kept.statement.name.family for kept in served)
            for row in others
        ):
            self._different_servings([*served, *others])
            return
        first = min(row.column for row in served)
        columns = [row for row in served if row.column == first]
        if self._say_it_twice(columns):
            return
        served = [row for row in served if id(row.statement.name) not in result.left_out]
        columns = [row for row in columns if row in served]
        masses = unique_masses([(row.statement.name, row.mg) for row in columns])
        shared = [row for row in columns if row.statement.forms]
        main = served[0]
        result.serving = None if main.several else main.serving
        for row in columns:
            result.masses.setdefault(id(row.statement.name), row.mg)
        if main.several:
            result.find("one_number_for_several_servings", mg=main.mg)
        if self._are_elements_by_percent(served):
            return
        percent_row = next((row for row in served if row.amount.percent is not None), None)
        low = high = Decimal(0)
        mixture = False
        for name, mass in masses:
            least, most = self.shares(name)
            for row in shared:
                if row.statement.name is name:
                    least, most = self._shares_of_list(row)
                    result.masses.pop(id(name), None)
            if least is None or most is None:
                mixture = True
            else:
                low, high = low + mass * least, high + mass * most
        total = sum((mass for _, mass in masses), Decimal(0))
        if percent_row is not None and self._percent_decides(percent_row, total, low, high, mixture):
            return
        if mixture:
            vague = any(name.family in self.lexicon.vague for name, _ in masses)
            result.verdict = "ambiguous" if main.several or vague or not panel else "compound_only"
            if not panel:
                result.masses.clear()
            result.find("mixture_not_computed", mg=total)
            return
        plausible = total <= self.most
        front = not panel and not main.statement.is_strength and not self.composed
        if front and (plausible or low > self.most):
            result.verdict = "ambiguous"
            result.masses.clear()
            result.span(low, total)
            result.find("salt_or_element", low=rounded(low), high=total)
            return
        result.verdict = "ambiguous" if main.several else "compound_only"
        if shared and not mixture:
            result.span(low, high)
            result.find("one_total_for_several", compound=total, low=rounded(low), high=rounded(high))
            return
        if len(masses) == 1 and main.statement.content is not None:
            self._derive_content(main.statement.content, low, high, total)
        else:
            self._derive(low, high, total)

    def _say_it_twice(self, rows: list[Row]) -> bool:
        """«Hydroxide 360 mg, equivalent to oxide 250 mg»: the second says the magnesium of the first again.

        It is left out; where the two cannot hold the same the label contradicts itself, and the result is set.
        """
        result = self.result
        for row, before in zip(rows[1:], rows, strict=False):
            one, two = before.statement.name, row.statement.name
            (low, high), (least, most) = self.shares(one), self.shares(two)
            if not row.statement.restates or one.family == two.family:
                continue
            if low is None or high is None or least is None or most is None:
                continue
            if row.mg * least <= before.mg * high * self.richer and before.mg * low <= row.mg * most * self.richer:
                result.left_out.add(id(two))
                continue
            result.verdict, result.serving = "inconsistent", self._common_serving(rows)
            result.span(min(before.mg * low, row.mg * least), max(before.mg * high, row.mg * most))
            result.masses.update({id(one): before.mg, id(two): row.mg})
            result.find("equivalents_differ", one=before.mg, two=row.mg)
            return True
        return False

    def _are_elements_by_percent(self, rows: list[Row]) -> bool:
        """«Magnesium malate 100 mg 27 %, magnesium citrate 80 mg 21 %»: each percent shows the element.

        The parts then make the whole. Sets the result where that is so.
        """
        families = {row.statement.name.family for row in rows}
        if len(rows) < _TWO or len(families) < len(rows) or any(row.amount.percent is None for row in rows):
            return False
        for base in self.bases:
            if all(
                join(row.mg, row.amount.percent or Decimal(0), row.amount.decimals, (base,)) is not None for row in rows
            ):
                total = sum((row.mg for row in rows), Decimal(0))
                percent = sum((row.amount.percent or Decimal(0) for row in rows), Decimal(0))
                result = self.result
                result.verdict = "ambiguous" if rows[0].several else "ok"
                result.percent, result.base = percent, base
                result.masses.clear()
                result.state(total)
                result.find("percent_shows_element", percent=percent, mg=total, base=base)
                return True
        return False

    def _shares_of_list(self, row: Row) -> tuple[Decimal | None, Decimal | None]:
        """The poorest and the richest of the compounds whose masses are printed as one total."""
        names = [row.statement.name, *(part.name for part in row.statement.forms)]
        shares = [self.shares(name) for name in names]
        lows = [low for low, _ in shares if low is not None]
        highs = [high for _, high in shares if high is not None]
        if len(lows) < len(names):
            return None, None
        return min(lows), max(highs)

    def _derive_content(self, content: Decimal, low: Decimal, high: Decimal, total: Decimal) -> None:
        """The element from the printed share of magnesium, if the compound can hold that much."""
        mg = total * content / 100
        if mg > high * self.richer:
            self.result.verdict = "inconsistent"
            most = rounded(high * 100 / total)
            self.result.find("exceeds_compound", mg=mg, compound=total, share=rounded(content), most=most)
        elif self._spans(mg, low, high):
            self.result.state(mg)
            self.result.find("derived_from_compound", compound=total, mg=rounded(mg))
        else:
            self._derive(low, high, total)

    def _richer_names(self, high: Decimal, total: Decimal) -> list[Decimal]:
        """The numbers of a title that are more than the compound below it holds and less than it weighs."""
        if not self.titled:
            return []
        most = total * self.lexicon.richest
        return [mg for mg in self.strengths if high * self.richer < mg < most and not self.same(mg, total)]

    def _derive(self, low: Decimal, high: Decimal, total: Decimal) -> None:
        result = self.result
        fitting = [mg for mg in self.strengths if low * (1 - self.equal) <= mg <= high * (1 + self.equal)]
        if len(fitting) == 1 and result.verdict == "compound_only":
            # A second number shows the element: «48 mg» in the name of 470 mg of lactate.
            result.verdict = "ok"
            result.masses = {name: mass for name, mass in result.masses.items() if mass != fitting[0]}
            for row in self.compounds:
                if row.mg != fitting[0]:
                    result.masses.setdefault(id(row.statement.name), row.mg)
            result.state(fitting[0])
            result.find("name_shows_element", mg=fitting[0], compound=total)
        elif result.verdict == "compound_only" and (richer := self._richer_names(high, total)):
            result.verdict = "ambiguous"
            result.span(low, max(richer))
            result.find("name_differs", name=max(richer), panel=rounded(high))
        elif high - low <= self.equal * high:
            result.state((low + high) / 2)
            result.find("derived_from_compound", compound=total, mg=rounded((low + high) / 2))
        else:
            result.span(low, high)
            result.find("hydrate_unnamed", compound=total, low=rounded(low), high=rounded(high))

    def _different_servings(self, rows: list[Row]) -> None:
        result = self.result
        result.verdict = "ambiguous"
        lows = [row.mg * low for row in rows if (low := self.shares(row.statement.name)[0]) is not None]
        highs = [row.mg * high for row in rows if (high := self.shares(row.statement.name)[1]) is not None]
        if lows and highs:
            result.span(min(lows), max(highs))
        masses = [row.mg for row in rows]
        result.find("two_amounts", low=min(masses), high=max(masses))

    def _percent_decides(self, row: Row, total: Decimal, low: Decimal, high: Decimal, mixture: bool) -> bool:
        """Whether the percent says what the number is; sets the result when it does or when it contradicts both."""
        result, amount = self.result, row.amount
        percent = amount.percent or Decimal(0)
        wanted = rounded(row.mg * 100 / max(percent, Decimal(1)))
        base = join(row.mg, percent, amount.decimals, self.bases)
        if base is not None and row.mg <= self.most:
            result.verdict = "ambiguous" if row.several else "ok"
            result.percent, result.base = percent, base
            result.state(row.mg)
            result.masses.clear()
            result.find("percent_shows_element", percent=percent, mg=row.mg, base=base)
            return True
        if not self.named and percent == 100:
            return False  # «100 %» beside a pure compound is its purity.
        if mixture:
            if self.named:
                result.percent = percent
                result.verdict = "ambiguous"
                result.find("percent_disagrees", mg=row.mg, percent=percent, base=wanted)
                return True
            return False
        for reference in self.bases:
            least, most = implied(percent, amount.decimals, reference)
            if least <= high * self.richer and most >= low * self.poorer:
                result.percent, result.base = percent, reference
                result.verdict = "ambiguous" if row.several else "compound_only"
                result.span(max(least, low * self.poorer), min(most, high * self.richer))
                value = percent * reference / 100
                inside = result.low is not None and result.high is not None and result.low <= value <= result.high
                if inside and (len(self.bases) == 1 or self.system == "NRV"):
                    result.best = value
                result.find("percent_shows_compound", percent=percent, mg=rounded(value), compound=total)
                return True
        result.percent = percent
        if self.system == "other":
            result.verdict = "ambiguous"
            result.span(low, high)
            result.find("reference_unknown", percent=percent)
            return True
        result.verdict = "inconsistent"
        result.find("percent_disagrees", mg=row.mg, percent=percent, base=wanted)
        return True
