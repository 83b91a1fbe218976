"""Which scenario or setting is better, and by how much, on the same nights?

mobsim simulates every arm of a comparison with the same random draws. The comparison pairs each
night of one arm with the same night of another arm, so that chance effects common to both arms
cancel out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mobsim.ground.errors import Fault, InputError
from mobsim.ground.html_layout import in_html
from mobsim.ground.intervals import Interval, paired, paired_shares, variance_reduction
from mobsim.ground.text_layout import as_kept, columns, wrapped
from mobsim.looking.figures import (
    DifferenceRange,
    MeasurePanel,
    Picture,
    check_picture,
    forest,
    incidence,
)
from mobsim.study.clock_frames import with_deltas, write_parquet
from mobsim.study.night_measures import BY, MEASURES, OF_A_LINE, Measure, measure_named
from mobsim.study.replication import Task
from mobsim.study.study import How, Study
from mobsim.study.study_sets import SUMMARY, claim_set, finish_set, study_in_set
from mobsim.study.study_text import in_agreement, number
from mobsim.study.summary import LEVEL, of_measure

if TYPE_CHECKING:
    import pandas

NEVER_COUNTS: Final = "never counts as the whole run"
"""The note beside a mean if the time was never reached in some nights. The mean is then a bound."""
NO_CLEAR: Final = "no clear difference"
"""The text for a difference whose interval contains zero (see the glossary)."""
COMPARISON: Final = "mobsim_comparison"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class MeasureDifference:
    """The comparison of one arm with the first arm, for one measure."""

    arm: str
    measure: Measure
    before: Interval
    """The mean of the measure in the first arm."""
    after: Interval
    """The mean of the measure in the other arm."""
    difference: Interval
    """The mean of the nightly differences between the two arms. The difference in a night is the
    value of the other arm minus the value of the first arm. A time that is never reached counts as
    equal to the length of the run.
    """
    variance_reduction: float | None
    """The share by which shared random draws reduce the variance of the difference, compared with
    separate nights. The share is None if the measure does not vary.
    """
    is_same: bool
    """Whether the measure has the same value in both arms every night."""

    @property
    def is_told_apart(self) -> bool:
        """Whether the interval of the difference excludes zero."""
        return leaves_zero_out(self.difference.low, self.difference.high)

    def sentence(self) -> str:
        """A sentence that states the difference in plain English."""
        unit, label, by = self.measure.unit, self.measure.label, self.difference
        before, after, by_so = in_agreement(self.before.estimate, self.after.estimate, unit)
        if self.is_same:
            return f"{label}: the same every night, {before}"
        low, high = (_signed(each, unit) for each in (by.low, by.high))
        size = f"{by_so} ({low} to {high}), {before} → {after}"
        if not self.is_told_apart:
            return f"{label}: {NO_CLEAR}, {size}{self._never()}"
        return f"{label}: {self._verdict()}, {size}{self._never()}"

    def _verdict(self) -> str:
        more, good = self.difference.estimate > 0, self.measure.more_is_better
        if good is None:
            return "more" if more else "fewer"
        return "better" if more == good else "worse"

    def _never(self) -> str:
        """A note on the number of nights in which the time was never reached."""
        if not self.after.never and not self.before.never:
            return ""
        of = self.after.n
        return f"; never in {self.before.never} of {of} → {self.after.never} of {of} nights"


class Comparison:
    """A comparison of several arms with the first arm, on the same nights.

    Each arm is a study with a name. ``by`` names the measure that ranks the arms. Raises
    `InputError` when the arms do not have the same nights, or when ``by`` is not the name of a
    measure.
    """

    def __init__(self, arms: Sequence[tuple[str, Study]], by: str = BY) -> None:
        _check(arms)
        self.arms = dict(arms)
        self.by = measure_named(by)

    @property
    def first(self) -> str:
        """The name of the arm with which all other arms are compared."""
        return next(iter(self.arms))

    @property
    def horizon(self) -> float:
        """The longest horizon of any arm, in minutes, at which times in all arms are cut off."""
        return max(study.horizon for study in self.arms.values())

    @cached_property
    def differences(self) -> list[MeasureDifference]:
        """The comparison of each arm with the first arm, for each measure.

        The intervals have a Bonferroni correction.
        """
        return list(self._differences())

    def _differences(self) -> Iterator[MeasureDifference]:
        some = any(study.scenario.left_out for study in self.arms.values())
        measures = [each for each in MEASURES.values() if not (some and each.of_lines)]
        for arm in list(self.arms)[1:]:
            for measure in measures:
                before, after = self._nights(self.first, measure), self._nights(arm, measure)
                two = self._whole(before, measure), self._whole(after, measure)
                difference = difference_of(measure, *two, len(self.arms) - 1)
                assert difference is not None  # every arm has at least one night
                yield MeasureDifference(
                    arm,
                    measure,
                    self._number(self.first, measure),
                    self._number(arm, measure),
                    difference,
                    variance_reduction(*two),
                    before == after,
                )

    def _number(self, arm: str, measure: Measure) -> Interval:
        found = of_measure(measure, self._nights(arm, measure), self.horizon)
        assert found is not None  # every arm has at least one night
        return found

    def _nights(self, arm: str, measure: Measure) -> list[float]:
        found: list[float] = self.arms[arm].nights[measure.name].tolist()
        return found

    def _whole(self, values: list[float], measure: Measure) -> list[float]:
        return within(values, measure, self.horizon)

    @cached_property
    def ranking(self) -> list[tuple[str, Interval, list[str]]]:
        """The arms, best first, each with its result and the arms that do not clearly differ.

        The function compares all pairs of arms, with a Bonferroni correction for the number of
        pairs.
        """
        values = {arm: self._whole(self._nights(arm, self.by), self.by) for arm in self.arms}
        pairs = list(combinations(self.arms, 2))
        alike: dict[str, list[str]] = {arm: [] for arm in self.arms}
        for one, other in pairs:
            by = difference_of(self.by, values[one], values[other], len(pairs))
            if by is None or not leaves_zero_out(by.low, by.high):
                alike[one].append(other)
                alike[other].append(one)
        numbers = {arm: self._number(arm, self.by) for arm in values}
        sign = -1 if self.by.more_is_better else 1
        ranked = sorted(self.arms, key=lambda arm: (sign * numbers[arm].estimate, arm))
        return [(arm, numbers[arm], alike[arm]) for arm in ranked]

    @property
    def frame(self) -> "pandas.DataFrame":
        """A frame of `differences`, with one row for each arm and measure."""
        import pandas as pd

        rows = [
            {
                "arm": each.arm,
                "against": self.first,
                "measure": each.measure.name,
                "unit": each.measure.unit,
                "n": each.difference.n,
                "before": each.before.estimate,
                "after": each.after.estimate,
                "difference": each.difference.estimate,
                "low": each.difference.low,
                "high": each.difference.high,
                "level": each.difference.level,
                "told_apart": each.is_told_apart,
                "never_before": each.before.never,
                "never_after": each.after.never,
                "variance_reduction": each.variance_reduction,
            }
            for each in self.differences
        ]
        return pd.DataFrame(rows)

    def to_frame(self) -> "pandas.DataFrame":
        """A copy of `frame`, with timedeltas beside the columns that hold minutes."""
        numbers = ("before", "after", "difference", "low", "high")
        return with_deltas(self.frame, numbers, self.frame["unit"])

    def to_parquet(self, path: Path | str, *, force: bool = False) -> Path:
        """Write the result of `to_frame` as one Parquet file.

        If ``force`` is set, the method replaces an existing file. Raises `OutputError` if the file
        cannot be written, or if it exists and ``force`` is not set.
        """
        return write_parquet(self.to_frame(), path, force=force)

    def text(self) -> str:
        """The text that ``mobsim compare`` prints."""
        count = next(iter(self.arms.values())).replications_run
        lines = wrapped(f"{count} nights each, with the same draws; compared with {self.first}")
        for arm in list(self.arms)[1:]:
            lines += ["", arm]
            of_arm = [each for each in self.differences if each.arm == arm]
            for each in of_arm:
                lines += [] if each.is_same else _indented(each.sentence())
            lines += _alike([each for each in of_arm if each.is_same])
            lines += self._shared_draws(of_arm)
        if len(self.arms) > 2:
            lines += ["", f"RANKED BY {self.by.label}", *self._ranked()]
        return "\n".join(lines)

    def _shared_draws(self, of_arm: Sequence[MeasureDifference]) -> list[str]:
        """Lines of text about the benefit of shared draws, for the measure that ranks the arms."""
        if all(each.is_same for each in of_arm):
            return ["  no measure differs in any night"]
        one = next(each for each in of_arm if each.measure == self.by)
        return [] if one.is_same else _indented(_worth(one))

    def _ranked(self) -> list[str]:
        numbers = [number(found.estimate, self.by.unit) for _, found, _ in self.ranking]
        width = max(map(len, numbers))
        rows = [
            (f"  {arm}", text.rjust(width), f"{NO_CLEAR} from {', '.join(alike)}" if alike else "")
            for text, (arm, _, alike) in zip(numbers, self.ranking, strict=True)
        ]
        return columns(rows)

    def plot(self, name: str = "incidence") -> Picture:
        """A picture of the arms.

        The picture ``incidence`` has one curve for each arm. The curve shows the share of nights in
        which 40 % of the peak PSU need is met by each time. The picture ``forest`` has one panel
        for each measure, with the differences from the first arm and their intervals. Raises
        `InputError` when no picture has the given name.
        """
        check_picture(name, ("incidence", "forest"))
        if name == "forest":
            return self._forest()
        measure = MEASURES[BY]
        curves = {arm: self._nights(arm, measure) for arm in self.arms}
        clocks = [study.clock_after for study in self.arms.values()]
        starts = {each(0.0) if each else None for each in clocks}
        clock = clocks[0] if len(starts) == 1 else None
        return incidence(curves, self.horizon, "40 % of PSU need there", clock)

    def _forest(self) -> Picture:
        """Draw the picture ``forest`` of the measures that differ in at least one night."""
        panels = []
        for measure in MEASURES.values():
            of = [each for each in self.differences if each.measure == measure]
            if not all(each.is_same for each in of):
                scale, unit = _UNITS.get(measure.unit, (1.0, measure.unit))
                rows = [_range(each, scale) for each in of]
                never = any(each.before.never or each.after.never for each in of)
                axis = f"difference, {unit}" + (f"; {NEVER_COUNTS}" if never else "")
                panels.append(MeasurePanel(measure.label, axis, rows))
        count = next(iter(self.arms.values())).replications_run
        note = f"n = {count} nights each, with the same draws; {100 * LEVEL:.0f} % intervals"
        if len(self.arms) > 2:
            note += f", corrected for {len(self.arms) - 1} comparisons"
        return forest(panels, f"Difference from {self.first}", note)

    def __repr__(self) -> str:
        return f"<Comparison of {', '.join(self.arms)}>"

    def _repr_html_(self) -> str:
        return in_html(self.text)


_UNITS: Final = {"share": (100.0, "percentage points"), "minutes": (1 / 60, "hours")}
"""For each unit that pictures show differently from tables, its scale and its name in pictures."""


def _range(each: MeasureDifference, scale: float) -> DifferenceRange:
    found = each.difference
    low, high = (None if end is None else end * scale for end in (found.low, found.high))
    *_, text = in_agreement(each.before.estimate, each.after.estimate, each.measure.unit)
    return DifferenceRange(each.arm, found.estimate * scale, low, high, each.is_told_apart, text)


def check_names(names: Sequence[str]) -> None:
    """Check the names of arms before a run begins.

    Raises `InputError` when there are fewer than two arms, or two arms have the same name.
    """
    if len(names) < 2:
        message = "found one arm, expected at least two to compare; name another scenario"
        raise InputError.about("compare", f"{message}, override or setting too")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        message = "found the arm {!r} twice; give each arm a different name"
        raise InputError([Fault(name, 0, 0, "", message.format(name)) for name in twice])


def run_comparison(
    arms: Sequence[tuple[str, Task]],
    replications: int | str,
    *,
    by: str = BY,
    folder: Path | None = None,
    how: How | None = None,
    told: Callable[[Comparison], str] = Comparison.text,
) -> Comparison:
    """Run several arms on the same nights, and compare each with the first.

    If ``folder`` is given, mobsim saves each arm there as a study, and also saves the text that
    ``told`` returns. Nights that were saved before do not run again. Raises `InputError` when no
    measure has the name ``by``, or when the files of an arm have changed. Raises `OutputError` when
    the folder holds other files, or cannot be written.
    """
    check_names([name for name, _ in arms])
    measure_named(by)
    if folder is not None:
        _claim(folder, arms, str(replications))
    studies = []
    for place, (name, task) in enumerate(arms):
        target = folder / _file_name(place, name) if folder is not None else None
        studies.append((name, study_in_set(task, replications, target, how or How())))
    found = Comparison(studies, by)
    if folder is not None:
        finish_set(folder, {SUMMARY: as_kept(lambda: told(found)) + "\n"})
    return found


def _claim(place: Path, arms: Sequence[tuple[str, Task]], replications: str) -> None:
    document = {
        COMPARISON: VERSION,
        "arms": [name for name, _ in arms],
        "replications": replications,
        "identities": [asdict(task.identity()) for _, task in arms],
    }
    claim_set(place, "comparison", document, (SUMMARY,), "")


def _file_name(place: int, name: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)
    return f"{place}-{kept}"


def _check(arms: Sequence[tuple[str, Study]]) -> None:
    check_names([name for name, _ in arms])
    said = [
        f"seed {of.seed}, replications {of.replications}" for of in (s.identity for _, s in arms)
    ]
    other = [(name, each) for (name, _), each in zip(arms, said, strict=True) if each != said[0]]
    if other:
        message = "does not have the nights of {}: found {}; expected {}"
        raise InputError(
            Fault(name, 0, 0, "", message.format(arms[0][0], each, said[0])) for name, each in other
        )
    empty = [name for name, study in arms if not study.replications_run]
    if empty:
        message = "has no nights, so there is nothing to compare"
        raise InputError(Fault(name, 0, 0, "", message) for name in empty)


def _alike(differences: Sequence[MeasureDifference]) -> list[str]:
    """Lines of text about the measures that have the same value in both arms every night."""
    told = [
        f"{each.measure.label} {number(each.before.estimate, each.measure.unit)}"
        for each in differences
        if each.measure.name not in OF_A_LINE
    ]
    text = f"the same every night: {'; '.join(told)}"
    return _indented(text) if told else []


def _indented(text: str) -> list[str]:
    return wrapped(text, indent="  ", further="    ")


def _worth(one: MeasureDifference) -> str:
    """A sentence about the benefit or harm of shared random draws, for one measure."""
    found, label = one.variance_reduction, one.measure.label
    of = f"of the variance of the difference in {label}"
    if found is None or one.difference.low == one.difference.high:
        return f"the difference in {label} does not vary from night to night"
    if found <= -0.1:
        share = f"{-100 * found:.0f} %"
        return f"the same draws add {share} to {of[3:]}; separate nights would do better"
    if found < 0.1:
        share = f"{round(100 * found)} %".replace("-", "−")
        return f"the same draws remove little {of} ({share})"
    if found > 0.999:
        return f"the same draws remove nearly all {of}"
    times = f"{1 / (1 - found):,.1f} times the nights would"
    return f"the same draws remove {100 * found:.0f} % {of}, as {times}"


def within(values: list[float], measure: Measure, horizon: float) -> list[float]:
    """The values in all nights.

    A time that is never reached counts as equal to the length of the run.
    """
    if measure.sort != "time":
        return values
    return [min(value, horizon) for value in values]


def difference_of(
    measure: Measure, before: Sequence[float], after: Sequence[float], comparisons: int = 1
) -> Interval | None:
    """The mean of the nightly differences in a measure; None if there is no night."""
    made = paired_shares if measure.sort == "yes" else paired
    return made(before, after, LEVEL, comparisons)


def leaves_zero_out(low: float | None, high: float | None) -> bool:
    """Whether an interval excludes zero; false if an end of the interval is unknown."""
    return low is not None and high is not None and (low > 0 or high < 0)


def _signed(value: float | None, unit: str) -> str:
    if value is None:
        return "?"
    text, nothing = number(abs(value), unit), number(0.0, unit)
    if unit == "share":
        text, nothing = (each.replace(" %", " points") for each in (text, nothing))
    return text if text == nothing else ("−" if value < 0 else "+") + text
