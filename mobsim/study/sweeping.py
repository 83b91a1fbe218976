"""How do the results of a scenario change with its settings, and which settings matter?

A sweep runs one study at each point of a design. All studies use the same nights, so the points
differ only in their settings.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Final

from mobsim.ground.budgets import limit, over
from mobsim.ground.errors import InputError
from mobsim.ground.html_layout import in_html
from mobsim.ground.intervals import Interval
from mobsim.ground.text_layout import aligned, as_kept
from mobsim.looking.figures import Picture, Swing, bars, check_picture, tornado
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.log import csv_of
from mobsim.study.clock_frames import with_deltas, write_parquet
from mobsim.study.comparing import NEVER_COUNTS
from mobsim.study.designs.effects import both_ends, what_mattered
from mobsim.study.designs.points import Design, Point, design_fault
from mobsim.study.engines import saying_how_to_go_on
from mobsim.study.identity import identity_of
from mobsim.study.night_measures import BY, MEASURES, measure_named
from mobsim.study.replication import Task
from mobsim.study.span import count_of, parse_replications
from mobsim.study.study import How
from mobsim.study.study_sets import SUMMARY, claim_set, finish_set, study_in_set
from mobsim.study.study_text import number
from mobsim.study.summary import of_measure

if TYPE_CHECKING:
    import pandas

SWEEP: Final = "mobsim_sweep"
VERSION: Final = 1
RESULTS: Final = "results.csv"
POINTS: Final = "points/"
_EFFECTS_OF: Final = {measure: f"effects/{measure}.csv" for measure in MEASURES}

_UNITS: Final = {"share": (100.0, "% of nights"), "minutes": (1 / 60, "hours")}
"""For each unit that pictures show differently from tables, its scale and its name in pictures."""
_EFFECTS: Final = {
    "mu_star": "mean change from one end to the other (mu*)",
    "total": "share of variance, together with others (Sobol total)",
    "explained": "share of variance explained",
}

Resolve = Callable[[Sequence[str]], Scenario]
"""A function that adds settings to a scenario, each written as for ``--set``."""


@dataclass(frozen=True)
class Tried:
    """The results of a sweep at one point of its design."""

    point: Point
    numbers: dict[str, Interval]
    """The estimate and the interval of each measure, keyed by the name of the measure."""


class Sweep:
    """The results at all points of a design, with `frame`, `effects` and `text`."""

    def __init__(self, name: str, design: Design, tried: Sequence[Tried]) -> None:
        self.name = name
        """The name of the scenario."""
        self.design = design
        self.tried = list(tried)

    @cached_property
    def frame(self) -> "pandas.DataFrame":
        """A frame with one row for each point and measure, with its settings and result."""
        import pandas as pd

        numbers = ("estimate", "low", "high", "n", "never")
        return pd.DataFrame(
            {"point": each.point.number, **each.point.settings, "measure": name}
            | {number: getattr(interval, number) for number in numbers}
            for each in self.tried
            for name, interval in each.numbers.items()
        )

    def effects(self, measure: str = BY) -> "pandas.DataFrame":
        """A frame with one row for each factor, in order of importance for a measure.

        For a Morris design, the rows hold elementary effects, and for a Saltelli design, Sobol
        indices. For other designs, the rows hold the share of variance that each factor explains.
        See `mobsim.study.designs.effects`.

        Raises `InputError` when no measure has the given name.
        """
        import pandas as pd

        measure_named(measure)
        outputs = [each.numbers[measure].estimate for each in self.tried]
        return pd.DataFrame([asdict(row) for row in what_mattered(self.design, outputs)])

    def to_frame(self) -> "pandas.DataFrame":
        """A copy of `frame`, with timedeltas beside the columns that hold minutes."""
        units = self.frame["measure"].map(lambda name: MEASURES[name].unit)
        return with_deltas(self.frame, ("estimate", "low", "high"), units)

    def to_parquet(self, path: Path | str, *, force: bool = False) -> Path:
        """Write the result of `to_frame` as one Parquet file.

        If ``force`` is set, the method replaces an existing file. Raises `OutputError` if the file
        cannot be written, or if it exists and ``force`` is not set.
        """
        return write_parquet(self.to_frame(), path, force=force)

    def text(self, measure: str = BY) -> str:
        """The text that ``mobsim sweep`` prints."""
        about = measure_named(measure)
        settings = len(self.design.factors)
        size = f"{len(self.tried)} points of {settings} setting{'s' if settings > 1 else ''}"
        lines = [
            f"{self.name}: {size}, {self._nights(measure)} nights each, with the same draws",
            *("", *_extremes(self.tried, measure)),
            *("", f"WHAT MATTERS for {about.label}", *_table(self.effects(measure))),
        ]
        return "\n".join(lines)

    def _nights(self, measure: str) -> int:
        return self.tried[0].numbers[measure].n if self.tried else 0

    def plot(self, name: str = "tornado", *, measure: str = BY) -> Picture:
        """A picture of the settings that affect a measure.

        The picture ``tornado`` shows the mean of the measure at both ends of the range of each
        setting. The picture ``effects`` shows the result of the method `effects` as bars. Raises
        `InputError` when no picture or measure has the given name.
        """
        check_picture(name, ("tornado", "effects"))
        measure_named(measure)
        if name == "tornado":
            return self._tornado(measure)
        frame = self.effects(measure)
        column = next(c for c in ("mu_star", "total", "explained") if c in frame)
        rows = list(zip(frame["path"], frame[column], strict=True))
        return bars(rows, f"{_EFFECTS[column]} for {MEASURES[measure].label}", self._size(measure))

    def _tornado(self, measure: str) -> Picture:
        about = MEASURES[measure]
        scale, unit = _UNITS.get(about.unit, (1.0, about.unit))
        outputs = [each.numbers[measure].estimate * scale for each in self.tried]
        rows = [
            Swing(each.path, each.low, each.low_at, each.high, each.high_at)
            for each in both_ends(self.design, outputs)
        ]
        title = f"{self.name}: {about.label}"
        never = any(each.numbers[measure].never for each in self.tried)
        axis = f"{about.label}, {unit}" + (f"; {NEVER_COUNTS}" if never else "")
        return tornado(rows, fmean(outputs), title, axis, self._size(measure))

    def _size(self, measure: str) -> str:
        design = self.design.name.replace("_", " ")
        return f"{len(self.tried)} points ({design}), n = {self._nights(measure)} nights each"

    def __repr__(self) -> str:
        return f"<Sweep of {self.name}: {len(self.tried)} points, {self.design.name}>"

    def _repr_html_(self) -> str:
        return in_html(self.text)


def run_sweep(
    name: str,
    resolve: Resolve,
    design: Design,
    replications: int | str = 20,
    *,
    seed: int = 1,
    folder: Path | str | None = None,
    how: How | None = None,
) -> Sweep:
    """Run a study at each point of a design, after checking the settings of all points.

    ``resolve`` returns the scenario with some settings changed. If ``folder`` is given, mobsim
    saves each point there as a study, and finished points do not run again. Raises an `InputError`
    that lists the faults of all points. Raises an `OutputError` when the folder holds other files,
    or cannot be written.
    """
    span = parse_replications(str(replications))
    nights = len(design) * count_of([span] if span else [])
    if nights > limit("nights"):
        raise design_fault("points", over("nights", nights))
    scenarios = resolved_points(resolve, design)
    place = Path(folder) if folder is not None else None
    if place is not None:
        _claim(place, design, scenarios, str(replications), seed)
    how = how or How()
    with saying_how_to_go_on(lambda: kept_in(place)), how.opened() as engine:
        tried = [
            _try(point, Task(scenario, seed), replications, place, replace(how, engine=engine))
            for point, scenario in zip(design, scenarios, strict=True)
        ]
    sweep = Sweep(name, design, tried)
    if place is not None:
        _finish(place, sweep)
    return sweep


def kept_in(place: Path | None) -> str:
    """A note on the saved studies of an interrupted set, and on how to resume the set."""
    if place is None:
        return "nothing is saved; choose a folder with -o to save each point"
    return f"finished runs are in {place}; run the same command to resume"


def resolved_points(resolve: Resolve, design: Design) -> list[Scenario]:
    """The scenario at each point of a design.

    Raises an `InputError` that lists the faults of all points.
    """
    scenarios, faults = [], set()
    for point in design:
        try:
            scenarios.append(resolve(point.texts))
        except InputError as error:
            faults |= set(error.faults)
    if faults:
        raise InputError(faults)
    return scenarios


def _try(point: Point, task: Task, replications: int | str, place: Path | None, how: How) -> Tried:
    target = place / POINTS / f"{point.number:05}" if place is not None else None
    study = study_in_set(task, replications, target, how)
    numbers = {
        name: of_measure(measure, study.nights[name].tolist(), study.horizon)
        for name, measure in MEASURES.items()
    }
    return Tried(point, {name: found for name, found in numbers.items() if found is not None})


def _claim(
    place: Path, design: Design, scenarios: Sequence[Scenario], replications: str, seed: int
) -> None:
    """Prepare a new folder for a sweep, or check that an existing sweep can be resumed."""
    identities = [identity_of(each, seed=seed, typical=False, log=False) for each in scenarios]
    document = {
        SWEEP: VERSION,
        "design": design.name,
        "factors": [str(factor) for factor in design.factors],
        "replications": replications,
        "scenarios": [each.scenario_sha256 for each in identities],
        "identity": asdict(identities[0]),
    }
    claim_set(place, "sweep", document, (RESULTS, *_EFFECTS_OF.values(), SUMMARY), POINTS)


def _finish(place: Path, sweep: Sweep) -> None:
    files = {RESULTS: frame_csv(sweep.frame)}
    files |= {name: frame_csv(sweep.effects(measure)) for measure, name in _EFFECTS_OF.items()}
    finish_set(place, {**files, SUMMARY: as_kept(sweep.text) + "\n"})


def frame_csv(frame: "pandas.DataFrame") -> str:
    """Write a frame as the text of a CSV file, in which missing values are empty cells."""
    rows = frame.itertuples(index=False)
    return csv_of(
        frame.columns, ([None if _is_missing(each) else each for each in row] for row in rows)
    )


def _extremes(tried: Sequence[Tried], measure: str) -> list[str]:
    about = MEASURES[measure]
    ordered = sorted(tried, key=lambda each: each.numbers[measure].estimate)
    best, worst = (ordered[-1], ordered[0]) if about.more_is_better else (ordered[0], ordered[-1])
    lines = []
    for label, each in (("best", best), ("worst", worst)):
        found = each.numbers[measure]
        value, low, high = (number(n, about.unit) for n in (found.estimate, found.low, found.high))
        lines.append(f"{about.label}, {label}: {value} ({low} – {high})")
        lines.append(f"  at {', '.join(each.point.texts)}")
    return lines


def _table(frame: "pandas.DataFrame") -> list[str]:
    rows = [
        tuple("" if _is_missing(value) else _cell(value) for value in row)
        for row in frame.itertuples(index=False)
    ]
    return [f"  {line}" for line in aligned([tuple(frame.columns), *rows])]


def _cell(value: object) -> str:
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _is_missing(value: object) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
