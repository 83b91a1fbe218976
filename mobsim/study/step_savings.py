"""Which step of mobilisation would save the most time if it were removed?

mobsim simulates every night again without one step, and with the same random draws. Without the
step, queues and decisions change too, so the saving can be more or less than the time that the step
takes. mobsim therefore finds the savings by simulation, and not by adding up durations.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from mobsim.ground.html_layout import in_html
from mobsim.ground.intervals import Interval, paired, paired_shares
from mobsim.ground.text_layout import aligned, columns, wrapped
from mobsim.scenario.scenario import Scenario, Target
from mobsim.scoring.measures import Step
from mobsim.study.comparing import NO_CLEAR, Comparison, leaves_zero_out, run_comparison
from mobsim.study.night_measures import BY, MEASURES
from mobsim.study.replication import Task
from mobsim.study.span import fixed_replications
from mobsim.study.study import How, Study
from mobsim.study.study_text import number, step_name, wanted
from mobsim.study.summary import LEVEL, TARGET, target_name

if TYPE_CHECKING:
    import pandas

AS_IT_IS: Final = "as it is"
"""The name of the arm with which all other arms are compared."""
FIRST_AID: Final = "first_aid_after"


@dataclass(frozen=True, slots=True)
class Counterfactual:
    """The settings that remove one step from a night, as far as settings can remove it."""

    step: Step
    words: str
    """A description of the changes to the night."""
    settings: tuple[str, ...]
    """The settings for every scenario, each written ``path=value``."""
    if_promised: tuple[str, ...] = ()
    """Further settings for a scenario in which aid follows the promised timeline."""
    if_local: tuple[str, ...] = ()
    """Further settings for a scenario in which the host's own crews turn out by the duty roster."""

    def settings_for(self, scenario: Scenario) -> list[str]:
        """All settings that apply to a scenario."""
        found = list(self.settings)
        found += self.if_promised if scenario.readiness == "timeline" else ()
        found += self.if_local if scenario.host_readiness == "local" else ()
        return found


COUNTERFACTUALS: Final = (
    Counterfactual(
        "judging",
        "the host judges its need as soon as the need arises, even out of hours",
        ("durations.judging=0m", "durations.on_call_wait=0m"),
    ),
    Counterfactual(
        "waiting",
        "hosts review their need, and desks rework requests that are not met, every 5 minutes; "
        "need that grows later is still requested later",
        ("durations.judging_interval=5m", "durations.rework_interval=5m"),
    ),
    Counterfactual(
        "desks", "the desks of RICCs and NPoCC take no time and have no queue", ("desks=off",)
    ),
    Counterfactual(
        "answer",
        "every donor answers at once",
        ("durations.answer=0m", "durations.silence=0m", "no_answer=0%"),
    ),
    Counterfactual(
        "muster",
        "every crew, on duty or not, is ready within a minute of its order",
        (
            *("durations.muster_formed=0m", "durations.muster_assembled=0m"),
            *("durations.recall=0m", "durations.rested_muster=0m"),
        ),
        if_promised=("readiness.timeline={shares: [100%], ends: [1m]}",),
        if_local=("host_readiness.local.recall=100%",),
    ),
    Counterfactual(
        "road",
        "aid travels in a tenth of the time that a car takes, the host's own crews in no time, and "
        "no convoy waits for its last crew",
        (
            *("durations.own_travel=0m", "durations.convoy_wait=0m", "durations.redeployment=0m"),
            *("convoy_factor=0.1", "travel_cv=0"),
        ),
    ),
    Counterfactual(
        "booking_in",
        "units are deployed as soon as they reach the rendezvous point",
        ("durations.booking_own=0m", "durations.booking_aid=0m"),
    ),
)
"""The steps to remove. Each step is removed in a separate run."""


@dataclass(frozen=True, slots=True)
class Saving:
    """The effect of removing one step on one measure or target."""

    step: Step
    measure: str
    """``forty_after``, ``first_aid_after``, or a target such as ``12 in leeds by 360``."""
    unit: str
    """The unit of the saving: ``minutes``, or ``share`` for the share of nights in which a target
    is met.
    """
    after: float | None
    """The mean of the measure in the nights without the step."""
    saved: Interval | None
    """The mean saving over all nights, in minutes or as a share of nights. The value is None if
    there is no night to compare.
    """
    never: int
    """The number of nights in which the time was never reached, even without the step."""
    no_aid: int
    """The number of nights left out because at least one of the two runs had no request for aid."""

    @property
    def is_told_apart(self) -> bool:
        """Whether the interval of the saving excludes zero."""
        return self.saved is not None and leaves_zero_out(self.saved.low, self.saved.high)


class Question(NamedTuple):
    """A question that is asked about each night."""

    name: str
    """The name of a measure or target, as in `Saving.measure`."""
    label: str
    unit: str
    read: Callable[[Study], list[float | None]]
    """A function that returns the answer in each night, which is a number of minutes, or 1 for yes
    and 0 for no. The answer is None if the question does not arise in that night.
    """


class Savings:
    """The saving of each step, computed from the same nights.

    ``horizon`` is a limit in minutes from the first incident. A time that is not reached within the
    limit counts as equal to the limit.
    """

    def __init__(self, runs: Comparison, horizon: float) -> None:
        self.runs = runs
        """A comparison of the unchanged nights with the nights without each step."""
        self.horizon = horizon

    @property
    def scenario(self) -> Scenario:
        """The unchanged scenario."""
        return self._as_it_is.scenario

    @property
    def _as_it_is(self) -> Study:
        return self.runs.arms[AS_IT_IS]

    @cached_property
    def savings(self) -> list[Saving]:
        """The savings for each measure and target, the largest first."""
        return [each for asked in self._questions() for each in self._answers(asked)]

    def _questions(self) -> Iterator[Question]:
        for measure, read in ((MEASURES[BY], night_values), (MEASURES[FIRST_AID], minutes_of_aid)):
            of = partial(read, measure.name)
            yield Question(measure.name, measure.label.upper(), measure.unit, of)
        for target in dict.fromkeys(self.scenario.targets):
            name = target_name(target.units, target.incident, target.by)
            yield Question(name, wanted(self.scenario, target), "share", partial(met_in, target))

    def _answers(self, asked: Question) -> list[Saving]:
        found = [self._without(each.step, asked) for each in COUNTERFACTUALS]
        return sorted(found, key=lambda s: -s.saved.estimate if s.saved else math.inf)

    def _without(self, step: Step, asked: Question) -> Saving:
        nights = zip(asked.read(self._as_it_is), asked.read(self.runs.arms[step]), strict=True)
        pairs = [(b, a) for b, a in nights if b is not None and a is not None]
        before = [self._cut(pair[0]) for pair in pairs]
        after = [self._cut(pair[1]) for pair in pairs]
        several = LEVEL, len(COUNTERFACTUALS)
        if asked.unit == "share":
            saved = paired_shares(before, after, *several)
        else:
            saved = paired(after, before, *several)
        never = sum(pair[1] > self.horizon for pair in pairs)
        no_aid = self._as_it_is.replications_run - len(pairs)
        return Saving(step, asked.name, asked.unit, _mean(after), saved, never, no_aid)

    def _cut(self, value: float) -> float:
        return min(value, self.horizon)

    @property
    def frame(self) -> "pandas.DataFrame":
        """A frame of `savings`, with one row for each measure and step."""
        import pandas as pd

        rows: list[dict[str, Any]] = []
        for each in self.savings:
            row = asdict(each)
            ends = row.pop("saved") or {}
            told = {name: ends.get(name) for name in ("n", "low", "high", "level", "method")}
            rows.append(row | {"saved": ends.get("estimate"), **told})
        return pd.DataFrame(rows)

    def text(self) -> str:
        """The text that ``mobsim savings`` prints."""
        scenario, count = self.scenario, self._as_it_is.replications_run
        nights = "1 night" if count == 1 else f"{count:,} nights"
        seed = self._as_it_is.identity.seed
        blocks = [
            [
                scenario.title,
                f"{scenario.name}: {nights}, seed {seed}, and again without each step",
            ],
            [
                "WITHOUT",
                *columns([(f"  {step_name(each.step)}", each.words) for each in COUNTERFACTUALS]),
            ],
            *(self._block(asked) for asked in self._questions()),
            self._closing(),
        ]
        return "\n\n".join("\n".join(block) for block in blocks)

    def _block(self, asked: Question) -> list[str]:
        known = [each for each in asked.read(self._as_it_is) if each is not None]
        if not known:
            return [asked.label, "No aid was requested in any night."]
        mean = _mean([self._cut(each) for each in known])
        never = sum(each > self.horizon for each in known)
        words = ("met in", "gains") if asked.unit == "share" else ("mean", "saves")
        rows = [each for each in self.savings if each.measure == asked.name]
        table = [
            (asked.label, *words, "95 % interval", "" if asked.unit == "share" else "never", ""),
            (AS_IT_IS, number(mean, asked.unit), "", "", _of(never, len(known)), ""),
            *map(_row, rows),
        ]
        return aligned(table, last_left=True) + (
            self._of_aid(rows) if asked.name == FIRST_AID else []
        )

    def _of_aid(self, rows: Sequence[Saving]) -> list[str]:
        """A note that aid can become unnecessary if the host's own crews arrive sooner."""
        count = self._as_it_is.replications_run
        text = "If the host's own crews arrive sooner, aid may be requested later, or not at all."
        told = [f"{step_name(each.step)} {each.no_aid} of {count}" for each in rows if each.no_aid]
        if told:
            why = "Nights without a request for aid, as it is or without the step, are left out"
            text += f" {why}: {', '.join(told)}."
        return wrapped(text)

    def _closing(self) -> list[str]:
        horizon = number(self.horizon, "minutes")
        return wrapped(
            f"Times count from the first incident; a time not reached after {horizon} counts as "
            f"{horizon}. Each step is removed on its own, with the same random draws. Savings do "
            "not add up, because queues and decisions change. No step can be removed completely; "
            "the table shows where to look first. "
            f"The {len(COUNTERFACTUALS)} intervals of a table hold jointly with 95 % confidence."
        )

    def __repr__(self) -> str:
        count = self._as_it_is.replications_run
        return f"<Savings of {self.scenario.name}: {count} nights, {len(COUNTERFACTUALS)} steps>"

    def _repr_html_(self) -> str:
        return in_html(self.text)


def find_savings(
    vary: Callable[[Sequence[str]], Scenario],
    replications: int | str = 50,
    *,
    seed: int = 1,
    horizon: float | None = None,
    folder: Path | None = None,
    how: How | None = None,
) -> Savings:
    """Run nights of an unchanged scenario, and run the same nights again without each step.

    ``vary`` returns the scenario with some settings changed. If ``folder`` is given, mobsim saves
    the runs there in the same way as a comparison. ``horizon`` cannot be longer than the run. By
    default, the horizon is the length of the whole run. Raises `InputError` when ``replications``
    cannot be read, or is ``auto``. Raises `OutputError` when the folder holds other files, or
    cannot be written.
    """
    fixed_replications(str(replications))
    scenario = vary([])
    arms = [(AS_IT_IS, scenario)]
    arms += [(each.step, vary(each.settings_for(scenario))) for each in COUNTERFACTUALS]

    def told(runs: Comparison) -> Savings:
        return Savings(runs, runs.horizon if horizon is None else min(horizon, runs.horizon))

    how = how or How()
    with how.opened() as engine:
        runs = run_comparison(
            [(name, Task(each, seed)) for name, each in arms],
            replications,
            folder=folder,
            how=replace(how, engine=engine),
            told=lambda found: told(found).text(),
        )
    return told(runs)


def night_values(measure: str, study: Study) -> list[float | None]:
    """The values of a measure in all nights. A time that was never reached is infinite."""
    found: list[float | None] = study.nights[measure].tolist()
    return found


def minutes_of_aid(measure: str, study: Study) -> list[float | None]:
    """The values of a measure in all nights; None for a night without a request for aid."""
    asked = study.replications[["asks", "requests_2", "requests_3"]].any(axis=1).tolist()
    return [
        each if aid else None for each, aid in zip(night_values(measure, study), asked, strict=True)
    ]


def met_in(target: Target, study: Study) -> list[float | None]:
    """1 for each night in which a target is met, and 0 for every other night."""
    rows = study.targets
    of = (target.incident, target.kind, target.units, target.by)
    for name, value in zip(TARGET, of, strict=True):
        rows = rows[rows[name] == value]
    return [float(verdict == "met") for verdict in rows["verdict"]]


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _row(saving: Saving) -> tuple[str, ...]:
    found, unit = saving.saved, saving.unit
    name, after = step_name(saving.step), number(saving.after, unit)
    if found is None:
        return (name, after, "–", "", "", "")
    never = _of(saving.never, found.n)
    low, high = _saved(found.low, unit), _saved(found.high, unit)
    interval, remark = f"{low.removesuffix(' points')} to {high}", ""
    if found.low is None:
        interval = "too few"
    elif found.low == found.high:
        interval = "every night"
    elif not saving.is_told_apart:
        remark = NO_CLEAR
    return (name, after, _saved(found.estimate, unit), interval, never, remark)


def _of(never: int, nights: int) -> str:
    return f"{never} of {nights}" if never else ""


def _saved(value: float | None, unit: str) -> str:
    """Write a saving as text, with a minus sign for a loss."""
    if value is None:
        return "?"
    text, nothing = number(abs(value), unit), number(0.0, unit)
    sign = "−" if value < 0 and text != nothing else ""
    return sign + text.replace(" %", " points")
