"""How certain are the answers of a scenario, given that its beliefs are uncertain?

A scenario gives each belief one value. This module draws sets of beliefs, and each set has a value
for every belief from its prior. The module simulates separate nights for every set. Each night also
runs with the scenario's own beliefs and the same random draws. If there is no belief to draw, the
two runs of a night are identical.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.budgets import limit, over
from mobsim.ground.clock import ClockTimes
from mobsim.ground.html_layout import in_html
from mobsim.ground.intervals import quantile, wilson
from mobsim.ground.text_layout import aligned, as_kept, sectioned, wrapped
from mobsim.ground.units import format_duration
from mobsim.looking.figures import Picture, RangePanel, bars, check_picture, ranges
from mobsim.scenario.file.value_readers import read_distribution
from mobsim.scenario.scenario import Scenario
from mobsim.study.calibrating.calibrated_sets import CalibratedSets
from mobsim.study.designs.beliefs import Belief, Beliefs
from mobsim.study.designs.effects import FirstOrder, first_order
from mobsim.study.designs.points import Design, design_fault, latin_hypercube
from mobsim.study.drawn_beliefs import sets_design
from mobsim.study.engines import saying_how_to_go_on
from mobsim.study.identity import identity_of
from mobsim.study.night_measures import BY, MEASURES, horizon_of
from mobsim.study.replication import Task
from mobsim.study.step_savings import FIRST_AID, Question, met_in, minutes_of_aid, night_values
from mobsim.study.study import How, Study
from mobsim.study.study_sets import SUMMARY, claim_set, finish_set, study_in_set
from mobsim.study.study_text import number, wanted
from mobsim.study.summary import LEVEL, target_name
from mobsim.study.sweeping import frame_csv, kept_in, resolved_points
from mobsim.telling.wording import capital

if TYPE_CHECKING:
    import pandas

UNCERTAINTY: Final = "mobsim_uncertainty"
VERSION: Final = 1
_FILES: Final = (
    PREDICTIONS := "predictions.csv",
    INFLUENCES := "influences.csv",
    LEARNING := "learning.csv",
)
SETS: Final = "sets/"
AS_IT_IS: Final = "as it is"
ALLOWING: Final = "allowing for beliefs"
_SHARES: Final = (0.05, 0.25, 0.5, 0.75, 0.95)
"""The quantiles at the ends of the middle 90 % and the middle 50 % of nights, and the median."""
_MIDDLE: Final = (0.1, 0.9)
"""The quantiles at the ends of the middle 80 % of nights."""
_HALF: Final = 0.5
"""The answer to a yes-or-no question is yes if it is yes in more than this share of nights."""
_BY_CHANCE: Final = 0.05
"""The approximate share of chance effects among the influences shown."""
_SHUFFLES: Final = 200
_MOST_TOLD: Final = 5
"""The largest number of beliefs shown for one measure."""

Nights = list[float | None]
"""One value for each night. The value is None if the question does not arise in that night."""
Five = tuple[float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A prediction of one measure, with the scenario's own beliefs or with drawn beliefs."""

    measure: str
    label: str
    unit: str
    of: str
    """The kind of prediction: `AS_IT_IS` or `ALLOWING`."""
    n: int
    """The number of nights."""
    never: int
    """The number of nights in which the time was never reached; 0 if the measure is not a time."""
    five: Five | None = None
    """The values that 5, 25, 50, 75 and 95 % of nights do not exceed. The field is None for a
    yes-or-no question.
    """
    share: float | None = None
    """The share of nights in which the answer is yes; None if the answer is a number."""
    low: float | None = None
    """The lower end of the Wilson interval of ``share``. If beliefs are drawn, the width of the
    interval depends on the number of sets of beliefs, and not on the number of nights.
    """
    high: float | None = None
    """The upper end of the Wilson interval of ``share``."""


@dataclass(frozen=True, slots=True)
class Influence:
    """The effect of one belief on one measure."""

    measure: str
    label: str
    path: str
    name: str
    share: float
    """The share of the variance that the belief explains, minus the share that chance would
    explain. Before the variance is computed, the sets are ranked by their results.
    """
    p: float
    low_at: str
    """The range of the belief's values in the lowest part of its prior, as text."""
    low: float
    """The mean of the measure in the lowest part of the prior."""
    high_at: str
    high: float


@dataclass(frozen=True, slots=True)
class Learning:
    """The benefit of knowing one belief for the answer to a yes-or-no question."""

    measure: str
    label: str
    path: str
    name: str
    changes: float
    """The share of sets in which the answer would change if the belief were known."""
    right: float
    """The share of nights in which the answer is right without knowing the belief."""
    gain: float
    """The increase in ``right`` if the belief were known, minus the increase for sets in a random
    order.
    """


@dataclass(frozen=True)
class _BySet:
    """The place of one belief in its prior and the mean of one measure, for each set."""

    belief: Belief
    row: FirstOrder
    places: list[float]
    """The place of the belief in its prior, for each set."""
    means: list[float]

    def influence(self, asked: Question) -> Influence:
        """The influence of the belief, with the means of the measure at both ends of its prior."""
        low, high = self.row.parts[0], self.row.parts[-1]
        return Influence(
            *(asked.name, asked.label, self.belief.path, self.belief.name),
            *(self.row.share, self.row.p),
            *(self._at(low), fmean(self.means[each] for each in low)),
            *(self._at(high), fmean(self.means[each] for each in high)),
        )

    def _at(self, part: Sequence[int]) -> str:
        places = [self.places[each] for each in part]
        first, last = self.belief.about(min(places)), self.belief.about(max(places))
        return first if first == last else f"{first} – {last}"

    def learning(self, asked: Question, seed: int) -> Learning:
        """The benefit of knowing in which part of its prior the belief lies."""
        import numpy as np

        yes = np.array(self.means)
        whole = float(yes.mean())
        parts = [list(part) for part in self.row.parts]

        def right(values: Any) -> float:
            of = (values[part] for part in parts)
            return sum(len(each) * _more_often(float(each.mean())) for each in of) / len(values)

        changed = [p for p in parts if (yes[p].mean() > _HALF) != (whole > _HALF)]
        draws = np.random.default_rng(seed)
        by_chance = fmean(right(draws.permutation(yes)) for _ in range(_SHUFFLES))
        return Learning(
            *(asked.name, asked.label, self.belief.path, self.belief.name),
            sum(map(len, changed)) / len(yes),
            _more_often(whole),
            right(yes) - by_chance,
        )


class Uncertainty:
    """The variation in a scenario's answers by chance alone, and with drawn beliefs too.

    ``as_it_is`` and ``sets`` hold the answer to each question in each night. The questions are in
    the order of `questions_of`.
    """

    def __init__(
        self,
        scenario: Scenario,
        design: Design | None,
        as_it_is: Sequence[Nights],
        sets: Sequence[Sequence[Nights]],
        horizon: float,
        seed: int,
        stated: Sequence[Belief] = (),
    ) -> None:
        self.scenario = scenario
        self.design = design
        """The drawn sets; None if no belief is drawn."""
        self.horizon = horizon
        """The limit, in minutes from the first incident, after which a time counts as never
        reached.
        """
        self.seed = seed
        self.stated = list(stated)
        """The beliefs that are not drawn, because the scenario states their values."""
        self._questions = questions_of(scenario)
        self._as_it_is, self._sets = as_it_is, sets

    @property
    def beliefs(self) -> list[Belief]:
        """The drawn beliefs."""
        return (
            [each for each in self.design.factors if isinstance(each, Belief)]
            if self.design
            else []
        )

    @cached_property
    def predictions(self) -> list[Prediction]:
        """Two predictions for each question: one by chance alone, and one with drawn beliefs."""
        found = []
        for place, asked in enumerate(self._questions):
            drawn = self._drawn(place)
            found.append(self._predicted(asked, AS_IT_IS, self._as_it_is[place], 1))
            found.append(self._predicted(asked, ALLOWING, drawn, self._nights_a_set))
        return found

    def _drawn(self, place: int) -> Nights:
        """The answers to one question in the nights of all sets."""
        return [each for of in self._sets for each in of[place]]

    @property
    def _nights_a_set(self) -> int:
        return len(self._sets[0][0])

    def _predicted(self, asked: Question, of: str, nights: Nights, together: int) -> Prediction:
        """The prediction for one question.

        ``together`` is the number of nights that share their beliefs. The interval counts all
        nights with the same beliefs as a single night.
        """
        known = self._known(asked, nights)
        never = sum(map(math.isinf, known))
        made = Prediction(asked.name, asked.label, asked.unit, of, len(known), never)
        if not known:
            return made
        if asked.unit != "share":
            ends = (quantile(known, share) for share in _SHARES)
            low, lower, median, upper, high = (each.estimate for each in ends if each)
            return replace(made, five=(low, lower, median, upper, high))
        import numpy as np

        share = fmean(known)
        sets = max(1, len(known) // together)
        if of == ALLOWING and self.design:
            sets = min(sets, self._different)
        low_end, high_end = wilson(np.array([share]), sets, LEVEL)
        return replace(made, share=share, low=float(low_end[0]), high=float(high_end[0]))

    def _known(self, asked: Question, nights: Nights) -> list[float]:
        """The answers in the nights in which the question arises.

        Infinity replaces a time that is later than the horizon.
        """
        known = [each for each in nights if each is not None]
        if asked.unit != "minutes":
            return known
        return [each if each <= self.horizon else math.inf for each in known]

    @cached_property
    def influences(self) -> list[Influence]:
        """The beliefs that affect each answer more than chance explains, the strongest first."""
        found = []
        for place, asked in enumerate(self._questions):
            of = [each.influence(asked) for each in self._told[place]]
            found += sorted(of, key=lambda each: -each.share)
        return found

    @cached_property
    def _told(self) -> list[list["_BySet"]]:
        """For each question, the beliefs whose effect is larger than chance explains."""
        return [
            [
                each
                for each in self._by_set(place)
                if each.row.p <= _BY_CHANCE and each.row.share > 0
            ]
            for place in range(len(self._questions))
        ]

    def _by_set(self, place: int) -> Iterator["_BySet"]:
        """Each belief, with the mean answer of every set in which the question arises."""
        if self.design is None:
            return
        asked = self._questions[place]
        sets = [
            (point, self._mean(asked, of[place]))
            for point, of in zip(self.design, self._sets, strict=True)
        ]
        known = [(point, mean) for point, mean in sets if mean is not None]
        if len(known) < 2:
            return
        means = [mean for _, mean in known]
        rows = first_order(replace(self.design, points=tuple(point for point, _ in known)), means)
        for column, (belief, row) in enumerate(zip(self.beliefs, rows, strict=True)):
            yield _BySet(belief, row, [point.u[column] for point, _ in known], means)

    def _mean(self, asked: Question, nights: Nights) -> float | None:
        """The mean of a measure in one set. A time that is never reached counts as the horizon."""
        known = self._known(asked, nights)
        return fmean(min(o, self.horizon) if math.isinf(o) else o for o in known) if known else None

    @cached_property
    def learning(self) -> list[Learning]:
        """The beliefs that are worth knowing for each yes-or-no question, the most useful first."""
        found = []
        for place, asked in enumerate(self._questions):
            if asked.unit == "share":
                of = [each.learning(asked, self.seed) for each in self._told[place]]
                found += sorted((o for o in of if o.gain > 0), key=lambda each: -each.gain)
        return found

    @cached_property
    def warnings(self) -> list[str]:
        """Warnings about answers that lie outside the middle 80 % of nights with drawn beliefs."""
        found = []
        for place, asked in enumerate(self._questions):
            own, drawn = self.predictions[2 * place], self._known(asked, self._drawn(place))
            if drawn and own.share is not None:
                found += _warning_of_share(own, fmean(drawn))
            elif drawn and own.five is not None:
                found += _warning_of_number(own, drawn)
        return found

    @property
    def frame(self) -> "pandas.DataFrame":
        """A frame of `predictions`, with one row for each question and kind of prediction."""
        import pandas as pd

        names = [f"q{round(100 * share)}" for share in _SHARES]
        rows = []
        for each in self.predictions:
            row = asdict(each)
            five = row.pop("five") or (None,) * len(names)
            rows.append(row | dict(zip(names, five, strict=True)))
        return pd.DataFrame(rows)

    def text(self) -> str:
        """The text that ``mobsim uncertainty`` prints."""
        blocks = [
            self._opening(),
            wrapped(self.sentence()),
            self._ranges(),
            self._shares(),
            self._warned(),
            self._what_matters(),
            self._worth_learning(),
            self._closing(),
        ]
        return "\n\n".join("\n".join(block) for block in blocks if block)

    def _opening(self) -> list[str]:
        sets, nights = len(self._sets), self._nights_a_set
        size = f"{sets} sets of {len(self.beliefs)} beliefs, {nights} night{'s'[: nights > 1]} each"
        again = f"the same {sets * nights} nights as it is"
        of = f"{self.scenario.name}: {size}; {again}; seed {self.seed}"
        return [self.scenario.title, of]

    def sentence(self) -> str:
        """A sentence on the time to 40 % of the need, its range, and the most important belief."""
        own, drawn = (each.five for each in self.predictions[:2])
        assert own is not None
        assert drawn is not None
        low, high = self._when(drawn[0]), self._when(drawn[-1])
        told = f"40 % of peak PSU need there: {self._when(own[2])} in the median night as it is"
        told += f"; in 90 % of nights between {low} and {high}, allowing for unknowns"
        mattering = [each for each in self.influences if each.measure == BY]
        if not mattering:
            return f"{told}; no single belief stands out from chance."
        most = mattering[0]
        share = number(most.share, "share")
        return f"{told}; the largest part of that range is due to {most.name} ({share})."

    def _when(self, minutes: float) -> str:
        """The time since the first incident, and the clock time if incidents are not drawn."""
        if math.isinf(minutes):
            return "never"
        if self.scenario.disorder:
            return f"{number(minutes, 'minutes')} after the first incident"
        first = min((each.begins for each in self.scenario.incidents), default=0.0)
        at = ClockTimes(self.scenario.clock).at(first + minutes)
        return f"{at} (after {number(minutes, 'minutes')})"

    def _ranges(self) -> list[str]:
        numbers = [each for each in self.predictions if each.unit != "share"]
        sections = [
            (capital(own.label), [_range_row(own), _range_row(drawn)])
            for own, drawn in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        return sectioned(
            ("OF A NIGHT", "median", "half of nights", "90 % of nights", "never"), sections
        )

    def _shares(self) -> list[str]:
        shares = [each for each in self.predictions if each.unit == "share"]
        rows = [
            (capital(own.label), *map(_share_told, (own, drawn)))
            for own, drawn in zip(shares[::2], shares[1::2], strict=True)
        ]
        return aligned([("YES, IN NIGHTS", AS_IT_IS, ALLOWING), *rows])

    def _warned(self) -> list[str]:
        edge = [each for each in self.beliefs if each.at_edge]
        lines = []
        if self.warnings:
            lines += [
                "WARNING: the scenario as it is lies outside the middle 80 % of its own prediction"
            ]
            lines += [line for each in self.warnings for line in wrapped(each, indent="  ")]
        if self.stated:
            told = ", ".join(f"{each.path} ({_stated(each)})" for each in self.stated)
            lines += wrapped(
                f"The scenario states these beliefs itself, so they are not drawn: {told}."
            )
        if edge:
            told = ", ".join(f"{each.path} ({_stated(each)})" for each in edge)
            lines += wrapped(
                "The scenario's values of these beliefs lie outside the middle 80 % of their priors"
                f": {told}."
            )
        return lines

    def _what_matters(self) -> list[str]:
        sections, without = [], []
        for asked in self._questions:
            of = [each for each in self.influences if each.measure == asked.name][:_MOST_TOLD]
            if of:
                sections.append(
                    (capital(asked.label), [_influence_row(each, asked) for each in of])
                )
            else:
                without.append(asked.label)
        lines = []
        if sections:
            heading = ("WHAT MATTERS", "share", "if it is low", "if it is high")
            lines = sectioned(heading, sections)
        if without and self.design:
            lines += wrapped(f"No single belief stands out from chance for: {'; '.join(without)}.")
        return lines

    def _worth_learning(self) -> list[str]:
        if not self.design:
            return []
        sections: dict[str, list[tuple[str, ...]]] = {}
        for each in self.learning:
            told = (each.changes, each.right, each.right + each.gain)
            row = (each.name, *(number(share, "share") for share in told))
            sections.setdefault(capital(each.label), []).append(row)
        if not sections:
            return wrapped("WORTH LEARNING: knowing one belief would change none of these answers.")
        heading = ("WORTH LEARNING", "answer changes", "right now", "right if known")
        return sectioned(heading, list(sections.items()))

    def _closing(self) -> list[str]:
        horizon = number(self.horizon, "minutes")
        text = (
            f"As it is: only chance varies. Allowing for beliefs: {self._drawn_from()}. "
            f"Times count from the first incident; never means not within {horizon}. "
        )
        if not self.design:
            return wrapped(text + "Nothing is drawn, so the nights are the same.")
        rest = max(1, round(len(self._sets) * _SHARES[0]))
        text += (
            f"Each end of a 90 % range rests on about {rest} set{'s'[: rest > 1]}; more sets make "
            "the range more certain. "
            "Share: the part of the variance of ranks that a belief explains alone, minus the "
            f"part that chance would explain. About 1 in {round(1 / _BY_CHANCE)} of the beliefs "
            "shown is due to chance. Beliefs that are not shown may matter too; more sets would "
            "show this. "
            "Worth learning: estimated from the same runs, by parts of each prior, minus the "
            "result for shuffled sets. The answer is yes if it is yes in most nights."
        )
        return wrapped(text)

    def _drawn_from(self) -> str:
        if self.design is None or self.design.name != "calibrated":
            return "every belief is drawn from its prior, all at once"
        told = f"{self._different} set{'s'[: self._different > 1]} that history does not rule out"
        return f"{told}; all other beliefs are drawn from their priors"

    @property
    def _different(self) -> int:
        """The number of different sets. A set that is drawn several times counts once."""
        return len({each.u for each in self.design}) if self.design else len(self._sets)

    def plot(self, name: str = "ranges", *, measure: str = BY) -> Picture:
        """A picture of the predictions, or of the beliefs that affect a measure.

        The picture ``ranges`` shows the range of each number by chance alone and with drawn
        beliefs. The picture ``beliefs`` shows the beliefs that affect a measure. Raises
        `InputError` when no picture has the given name.
        """
        check_picture(name, ("ranges", "beliefs"))
        sets, each = len(self._sets), self._nights_a_set
        note = f"{sets} sets × {each} nights, and the same {sets * each} nights as it is"
        if name == "beliefs":
            rows = [(o.name, 100 * o.share) for o in self.influences if o.measure == measure]
            label = next((p.label for p in self.predictions if p.measure == measure), measure)
            return bars(rows, "% of the variance of ranks", f"{label}\n{note}")
        panels: dict[str, RangePanel] = {}
        for told in self.predictions:
            if told.five is None:
                continue
            scale, unit = (1 / 60, "hours") if told.unit == "minutes" else (1.0, told.unit)
            low, lower, median, upper, high = (scale * end for end in told.five)
            rows_of = dict(panels[told.label].rows) if told.label in panels else {}
            rows_of[told.of] = (low, lower, median, upper, high)
            most = scale * self.horizon if told.unit == "minutes" else math.inf
            panels[told.label] = RangePanel(f"{told.label}, {unit}", rows_of, most)
        return ranges(list(panels.values()), self.scenario.title, note)

    def __repr__(self) -> str:
        return f"<Uncertainty of {self.scenario.name}: {len(self._sets)} sets>"

    def _repr_html_(self) -> str:
        return in_html(self.text)


def _more_often(yes: float) -> float:
    """The share of nights with the more frequent answer, given the share with the answer yes."""
    return max(yes, 1 - yes)


def _warning_of_share(own: Prediction, yes: float) -> list[str]:
    assert own.share is not None
    answer, held = ("yes", yes) if own.share > _HALF else ("no", 1 - yes)
    if held >= _MIDDLE[0]:
        return []
    often = number(held, "share")
    return [
        f"{own.label}: {answer} as it is, but only {often} of nights say so allowing for beliefs"
    ]


def _warning_of_number(own: Prediction, drawn: Sequence[float]) -> list[str]:
    assert own.five is not None
    low, high = (found.estimate for q in _MIDDLE if (found := quantile(drawn, q)))
    told, *ends = (number(each, own.unit) for each in (own.five[2], low, high))
    if low <= own.five[2] <= high or told in ends:
        return []
    return [
        f"{own.label}: {told} as it is, {' – '.join(ends)} in 80 % of nights allowing for beliefs"
    ]


def questions_of(scenario: Scenario) -> list[Question]:
    """The questions about a night, on times, shortfalls, national lines and targets."""
    reads: Mapping[str, Callable[[str, Study], Nights]] = {
        BY: night_values,
        FIRST_AID: minutes_of_aid,
        **dict.fromkeys(("worst_shortfall", "unmet_unit_hours", "line_breaks"), night_values),
    }
    found = [
        Question(name, MEASURES[name].label, MEASURES[name].unit, partial(read, name))
        for name, read in reads.items()
    ]
    for target in dict.fromkeys(scenario.targets):
        name = target_name(target.units, target.incident, target.by)
        found.append(Question(name, wanted(scenario, target), "share", partial(met_in, target)))
    return found


@dataclass(frozen=True, slots=True)
class SetPlan:
    """The number of sets of beliefs to draw, and their source."""

    sets: int = 64
    replications: int = 2
    """The number of nights for each set."""
    seed: int = 1
    source: CalibratedSets | None = None
    """The sets from which mobsim draws beliefs instead of using the priors."""


def find_uncertainty(
    vary: Callable[[Sequence[str]], Scenario],
    beliefs: Beliefs,
    plan: SetPlan | None = None,
    *,
    horizon: float | None = None,
    folder: Path | None = None,
    how: How | None = None,
) -> Uncertainty:
    """Run nights of an unchanged scenario, and run the same nights with sets of drawn beliefs.

    ``vary`` returns the scenario with some settings changed. If ``folder`` is given, mobsim saves
    all runs there, and the same call resumes the runs after an interruption. Raises an `InputError`
    that lists the faults of all sets. Raises an `OutputError` when the folder holds other files, or
    cannot be written.
    """
    plan = plan or SetPlan()
    sets, replications, seed = plan.sets, plan.replications, plan.seed
    nights = sets * replications
    if 2 * nights > limit("nights"):
        raise design_fault("sets", over("nights", 2 * nights))
    scenario = vary([])
    design = _design(beliefs.drawn, plan) if beliefs.drawn else None
    drawn = resolved_points(vary, design) if design else [scenario] * sets
    if folder is not None:
        _claim(folder, scenario, drawn, beliefs.drawn, plan)
    questions = questions_of(scenario)
    how = how or How()
    with saying_how_to_go_on(lambda: kept_in(folder)), how.opened() as engine:
        on = replace(how, engine=engine)

        def asked(each: Scenario, span: str, name: str) -> list[Nights]:
            target = folder / SETS / name if folder is not None else None
            study = study_in_set(Task(each, seed), span, target, on)
            return [question.read(study) for question in questions]

        own = asked(scenario, f"0:{nights}", "as-it-is")
        of_sets = [
            asked(each, f"{place * replications}:{(place + 1) * replications}", f"{place:05}")
            for place, each in enumerate(drawn)
        ]
    whole = horizon_of(scenario)
    until = whole if horizon is None else min(horizon, whole)
    found = Uncertainty(scenario, design, own, of_sets, until, seed, beliefs.stated)
    if folder is not None:
        finish_uncertainty(folder, found)
    return found


def _design(beliefs: Sequence[Belief], plan: SetPlan) -> Design:
    source = plan.source
    if source is None or not source.sets:
        return latin_hypercube(beliefs, plan.sets, plan.seed)
    source.check_priors(beliefs, source.said)
    return sets_design(beliefs, source, plan.sets, plan.seed)


def _claim(
    place: Path,
    scenario: Scenario,
    drawn: Sequence[Scenario],
    beliefs: Sequence[Belief],
    plan: SetPlan,
) -> None:
    identities = [
        identity_of(each, seed=plan.seed, typical=False, log=False) for each in (scenario, *drawn)
    ]
    document = {
        "priors": {each.path: str(each.prior) for each in beliefs},
        "beliefs": plan.source.said if plan.source else "prior",
        "replications": plan.replications,
        "scenarios": [each.scenario_sha256 for each in identities],
        "identity": asdict(identities[0]),
    }
    claim_uncertainty(place, document)


def claim_uncertainty(place: Path, document: Mapping[str, Any]) -> None:
    """Prepare a new folder, or check that the runs in an existing folder can be resumed."""
    whole = {UNCERTAINTY: VERSION, **document}
    claim_set(place, "uncertainty", whole, (*_FILES, SUMMARY), SETS)


def finish_uncertainty(place: Path, found: Uncertainty) -> None:
    """Write the results of all runs, and record that the results are complete."""
    import pandas as pd

    told = [asdict(each) for each in found.influences], [asdict(each) for each in found.learning]
    files = {PREDICTIONS: frame_csv(found.frame)}
    files |= {
        name: frame_csv(pd.DataFrame(rows))
        for name, rows in zip((INFLUENCES, LEARNING), told, strict=True)
    }
    finish_set(place, {**files, SUMMARY: as_kept(found.text) + "\n"})


def _range_row(told: Prediction) -> tuple[str, ...]:
    if told.five is None:
        return (told.of, "–", "", "", "")
    low, lower, median, upper, high = (number(each, told.unit) for each in told.five)
    never = f"{told.never} of {told.n}" if told.never else ""
    return (told.of, median, _between(lower, upper), _between(low, high), never)


def _between(low: str, high: str) -> str:
    return low if low == high else f"{low} – {high}"


def _share_told(told: Prediction) -> str:
    if told.share is None:
        return "–"
    share, low, high = (number(each, "share") for each in (told.share, told.low, told.high))
    return f"{share} ({low} – {high})"


def _influence_row(each: Influence, asked: Question) -> tuple[str, ...]:
    low, high = (number(mean, asked.unit) for mean in (each.low, each.high))
    share = number(each.share, "share")
    return (each.name, share, f"{low} at {each.low_at}", f"{high} at {each.high_at}")


def _stated(belief: Belief) -> str:
    """The value of a belief in the scenario, as text.

    For a drawn duration, the text gives the mean.
    """
    if isinstance(belief.stated, dict):
        return f"mean {format_duration(read_distribution(belief.stated).mean)}"
    return str(belief.stated)
