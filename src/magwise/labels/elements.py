"""Labels that print the element: which amount speaks, and whether the percent and the masses bear it out."""

from decimal import Decimal

from magwise.labels.judgement import PER_HUNDRED, rounded
from magwise.labels.masses import MassWeighing
from magwise.labels.reference import join
from magwise.labels.rows import Row

_UNIT_STEP = Decimal(1000)


class ElementWeighing(MassWeighing):
    """Decides labels on which the magnesium itself is printed."""

    def _decide_element(self) -> None:
        result = self.result
        panel = [row for row in self.elements if row.is_panel]
        main, clash = self._choose(panel or self.elements)
        if clash:
            self._take_percent(main)
            return
        result.serving = None if main.several else main.serving
        result.verdict = "ok"
        result.state(main.mg)
        if main.several:
            result.verdict = "ambiguous"
            result.find("one_number_for_several_servings", mg=main.mg)
        self._check_rival(main)
        self._weigh_names(main, panel)
        if not panel and main.serving is None:
            result.find("serving_unknown", mg=main.mg)
        self._check_percent(main)
        self._check_masses(main)
        if main.statement.wrong_metal:
            result.verdict = "inconsistent"
            result.find("wrong_metal")
        if main.mg < self.least and result.base is None and not result.masses:
            result.verdict = "ambiguous" if result.verdict == "ok" else result.verdict
            result.find("less_than_a_dose", mg=main.mg)
        if main.mg > self.most and not (main.serving and main.serving.unit in ("g", "ml", "bottle")):
            result.verdict = "ambiguous" if result.verdict == "ok" else result.verdict
            result.find("more_than_a_serving_holds", mg=main.mg)
        self._check_room(main)
        if result.verdict == "ok" and not result.findings:
            result.find("element_stated", mg=main.mg)

    def _check_rival(self, main: Row) -> None:
        """Two amounts that should say the same: «magnesium 10 mmol (100 mg)»."""
        result, amount = self.result, main.amount
        if amount.rival is None:
            return
        if amount.in_mmol:
            result.verdict = "inconsistent"
            result.find("mmol_disagrees", mg=rounded(main.mg), other=rounded(amount.rival))
        else:
            result.verdict = "ambiguous"
            result.find("two_amounts", low=min(main.mg, amount.rival), high=max(main.mg, amount.rival))
        result.span(min(main.mg, amount.rival), max(main.mg, amount.rival))

    def _choose(self, rows: list[Row]) -> tuple[Row, bool]:
        """The row that speaks for the label; the flag says that the rows cannot be joined (the result is then set)."""
        if len(rows) == 1:
            return rows[0], False
        result = self.result
        single = [row for row in rows if not row.several]
        if single and len(single) < len(rows) and any(row.is_panel for row in single):
            # «Each tablet contains 48 mg … 1 to 2 tablets (48 mg to 97 mg)»: the row of one serving speaks.
            rows = single
            if len(rows) == 1:
                return rows[0], False
        distinct: list[Row] = []
        for row in rows:
            if not any(self._agree(row, other) for other in distinct):
                distinct.append(row)
            else:
                place = next(at for at, other in enumerate(distinct) if self._agree(row, other))
                distinct[place] = self._better(distinct[place], row)
        if len(distinct) == 1:
            return distinct[0], False
        total = max(distinct, key=lambda row: row.mg)
        rest = sum((row.mg for row in distinct if row is not total), Decimal(0))
        same_serving = len({self._key(row) for row in distinct}) == 1
        if same_serving and self.same(rest, total.mg) and len(distinct) > 2:
            result.find("parts_add_up", mg=total.mg)
            return total, False
        if same_serving and self._are_shares_of_compounds(distinct):
            result.verdict, result.serving = "ok", self._common_serving(distinct)
            result.state(total.mg + rest)
            result.find("parts_of_compounds", mg=total.mg + rest, count=len(distinct))
            return total, True
        if same_serving and self._are_rows_of_two_salts(distinct):
            result.find("rows_of_two_salts", low=total.mg, high=total.mg + rest)
            result.verdict, result.serving = "ambiguous", self._common_serving(distinct)
            result.span(total.mg, total.mg + rest)
            if all(row.is_panel for row in distinct):
                result.verdict = "ok"
                result.state(total.mg + rest)
                if all(self._base(row) is not None for row in distinct):
                    result.percent = sum((row.amount.percent or Decimal(0) for row in distinct), Decimal(0))
                    result.base = self._base(total)
            return total, True
        joined = [row for row in distinct if row.amount.percent is not None and self._base(row) is not None]
        columns = len({id(row.statement) for row in distinct}) == 1
        measured = [row for row in distinct if self._is_measured(row)]
        if measured and len(measured) < len(distinct):
            result.find("per_100", mg=measured[0].mg)
            rest_rows = [row for row in distinct if row not in measured]
            if len(rest_rows) == 1:
                return rest_rows[0], False
            distinct = rest_rows
        false = next((row for row in distinct if row.amount.percent is not None and row not in joined), None)
        if columns and joined and false is not None:
            # «50 mg (13 %) | 450 mg (40 %)»: one column is borne out by its percent, the other is not.
            result.verdict, result.serving = "inconsistent", None
            result.span(min(row.mg for row in distinct), max(row.mg for row in distinct))
            self._find_disagreement(false)
            return joined[0], True
        if len(joined) == 1 and (columns or not same_serving or len(distinct) > len(joined)):
            chosen = joined[0]
            others = [row for row in distinct if row is not chosen and row.is_panel and chosen.is_panel]
            rivals = [row for row in others if self._key(row) == self._key(chosen) or self._same_unit(row, chosen)]
            if columns or not rivals:
                return chosen, False
        low, high = min(row.mg for row in distinct), max(row.mg for row in distinct)
        first = distinct[0]
        panel = [row for row in distinct if row.is_panel]
        if len(panel) == len(distinct) and not same_serving and all(self._same_unit(first, row) for row in distinct):
            main = max(distinct, key=lambda row: row.serving.count if row.serving else Decimal(0))
            count = main.serving.count if main.serving else Decimal(1)
            scaled = [row.per_unit * count for row in distinct]
            result.verdict, result.serving = "inconsistent", main.serving
            result.span(min(scaled), max(scaled))
            result.find("per_serving_as_per_unit", low=min(scaled), high=max(scaled))
            return main, True
        result.verdict = "ambiguous"
        result.serving = self._common_serving(distinct)
        result.span(low, high)
        if low == high:
            result.find("same_for_two_servings", mg=low)
        else:
            result.find("two_columns" if columns else "two_amounts", low=low, high=high)
        return first, True

    def _are_shares_of_compounds(self, rows: list[Row]) -> bool:
        """«Citrate 500 mg (of which 75 mg magnesium), malate 300 mg (of which 45 mg)»: each element is that of its own
        compound, and the chemistry of every one bears it out. Notes the masses of the compounds.
        """
        masses: dict[int, Decimal] = {}
        families: set[str | None] = set()
        for row in rows:
            owner = max(
                (one for one in self.compounds if one.statement.place < row.statement.place),
                key=lambda one: one.statement.place,
                default=None,
            )
            if owner is None or any(
                owner.statement.place < other.statement.place < row.statement.place for other in rows
            ):
                return False
            low, high = self.shares(owner.statement.name)
            if low is None or high is None or not self._spans(row.mg, owner.mg * low, owner.mg * high):
                return False
            families.add(owner.statement.name.family)
            masses[id(owner.statement.name)] = owner.mg
        if len(families) < len(rows):
            return False
        self.result.masses.update(masses)
        return True

    def _are_rows_of_two_salts(self, rows: list[Row]) -> bool:
        """«Magnesium (as citrate) 130 mg, magnesium (as malate) 70 mg»: rows of a panel, each with its own salts."""
        forms = [{part.family for part in row.statement.forms} for row in rows]
        if not all(forms) or len({id(row.statement) for row in rows}) < len(rows):
            return False
        return sum(len(one) for one in forms) == len(set().union(*forms))

    def _take_percent(self, row: Row) -> None:
        if row.amount.percent is not None:
            self.result.percent = row.amount.percent
            self.result.base = self._base(row)

    def _check_percent(self, main: Row) -> None:
        """Does a reference intake join the percent and the amount? If none does, the label contradicts itself."""
        result, amount = self.result, main.amount
        if amount.percent is None:
            if amount.bare is not None and amount.bare >= 1:
                base = join(main.mg, amount.bare, amount.decimals, self.bases)
                base = base or join(main.mg, amount.bare, amount.decimals, self.references_abroad())
                if base is not None:
                    result.percent, result.base = amount.bare, base
                    if not self.named and base in self.lexicon.references["NRV"]:
                        result.system = "NRV"  # a number without a sign tells its market by what it is a part of
            if result.percent is None:
                for row in self.compounds:
                    share = row.amount.percent
                    if share is not None and self._key(row) == self._key(main):
                        base = join(main.mg, share, row.amount.decimals, self.bases)
                        if base is not None:
                            result.percent, result.base = share, base
            if result.percent is None and amount.bare is not None and amount.bare >= 1 and self.bare_percents:
                result.verdict = "inconsistent" if self.headed_percents else "ambiguous"
                wanted = rounded(main.mg * 100 / amount.bare)
                result.find("percent_disagrees", mg=main.mg, percent=amount.bare, base=wanted)
            return
        result.percent = amount.percent
        result.base = self._base(main)
        if result.base is not None:
            return
        if amount.other is not None:
            base = join(amount.other, amount.percent, amount.decimals, self.bases)
            if base is not None:
                result.base = base
                result.state(amount.other)
                result.find("thousands_mark", mg=amount.other)
                return
        foreign = join(main.mg, amount.percent, amount.decimals, self.references_abroad())
        if foreign is not None:
            result.base = foreign
            result.find("wrong_reference", percent=amount.percent, base=foreign)
            return
        result.verdict = "inconsistent"
        for slip in (main.mg * _UNIT_STEP, main.mg / _UNIT_STEP):
            if join(slip, amount.percent, amount.decimals, self.bases) is not None:
                result.best = result.low = result.high = None
                result.find("unit_slip", mg=main.mg, likely=slip)
                return
        self._find_disagreement(main)

    def _find_disagreement(self, row: Row) -> None:
        """Says that no reference intake joins the amount and the percent of this row."""
        percent = row.amount.percent or Decimal(0)
        wanted = rounded(row.mg * 100 / max(percent, Decimal(1)))
        self.result.find("percent_disagrees", mg=row.mg, percent=percent, base=wanted)

    def _is_measured(self, row: Row) -> bool:
        """Whether the amount is that of 100 g or 100 ml, or more."""
        serving = row.serving
        return serving is not None and serving.unit in ("g", "ml") and serving.count >= PER_HUNDRED
