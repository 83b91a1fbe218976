"""Which sets of beliefs does mobsim try in each wave of a calibration?

The sets of the first wave are a Latin hypercube of the priors. Later waves try sets that emulators
do not rule out. mobsim keeps or rules out a set only after simulating nights with it.
"""

from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from mobsim.ground.budgets import limit, over
from mobsim.ground.manifest import digest_of
from mobsim.ground.tables import data_path
from mobsim.ground.text_layout import as_kept
from mobsim.ground.versions import version_of
from mobsim.study.calibrating.belief_space import BeliefSpace, HistorySource, Places
from mobsim.study.calibrating.calibrated_sets import CALIBRATED
from mobsim.study.calibrating.calibration import (
    MISSES_ONE_IN,
    Calibration,
    CalibrationPlan,
    deciding,
    unexplained,
)
from mobsim.study.calibrating.emulators import PatternEmulator, need_scikit_learn
from mobsim.study.calibrating.set_runs import (
    PARTS,
    EventRuns,
    SetKeeper,
    TriedSet,
    findings_of,
    run_sets,
)
from mobsim.study.designs.points import design_fault, latin_places
from mobsim.study.engines import saying_how_to_go_on
from mobsim.study.identity import identity_of
from mobsim.study.observations import HISTORY
from mobsim.study.study import How
from mobsim.study.study_sets import SUMMARY, claim_set, finish_set
from mobsim.study.sweeping import frame_csv, kept_in
from mobsim.study.validation import CUT, DISCREPANCY, LEAST_DISCREPANCY, ONE_CREW, implausibility

CALIBRATION: Final = "mobsim_calibration"
VERSION: Final = 1
CANDIDATES: Final = 40
"""The number of candidates that emulators examine for each set of a later wave."""
TABLES: Final = (BELIEFS := "beliefs.csv", PATTERNS := "patterns.csv", SETS := "sets.csv")
PICTURE: Final = "informed.svg"


def calibrate_beliefs(
    source: HistorySource | None = None,
    plan: CalibrationPlan | None = None,
    *,
    folder: Path | None = None,
    how: How | None = None,
) -> Calibration:
    """Compare sets of beliefs with history, and keep the sets that history does not rule out.

    If ``folder`` is given, mobsim saves all results there, and the same call resumes an interrupted
    calibration. Raises `InputError` when an event cannot be read, or when scikit-learn is missing
    and there is more than one wave. Raises `OutputError` when the folder holds other files, or
    cannot be written.
    """
    source, plan, how = source or HistorySource(), plan or CalibrationPlan(), how or How()
    if plan.waves > 1:
        need_scikit_learn()
    space = BeliefSpace(source.events("calibration"))
    nights = plan.sets * plan.waves * plan.replications * len(space.events)
    if nights > limit("nights"):
        raise design_fault("sets", over("nights", nights))
    made_by = _made_by(source, plan, space)
    if folder is not None:
        files = (CALIBRATED, *TABLES, PICTURE, SUMMARY)
        claim_set(folder, "calibration", {CALIBRATION: VERSION, **made_by}, files, PARTS)
    with saying_how_to_go_on(lambda: kept_in(folder)), how.opened() as engine:
        tried = _waves(space, plan, SetKeeper(folder), replace(how, engine=engine))
    made = Calibration(space, tried, plan, made_by)
    if folder is not None:
        _finish(folder, made)
    return made


def _waves(
    space: BeliefSpace, plan: CalibrationPlan, keeper: SetKeeper, how: How
) -> list[TriedSet]:
    runs = EventRuns.of(space, plan.replications, plan.seed)
    tried: list[TriedSet] = []
    for wave in range(1, plan.waves + 1):
        designed = keeper.design(wave)
        if designed is None:
            designed = _proposed(space, plan, tried) if tried else _first(space, plan)
            keeper.keep_design(wave, designed)
        numbered = dict(enumerate(designed, start=len(tried)))
        with how.opened() as engine, how.bar(f"wave {wave} of {plan.waves}") as progress:
            found = run_sets(space, runs, numbered, keeper, engine, progress)
        tried += [TriedSet(n, wave, numbered[n], findings_of(space, found[n])) for n in numbered]
    return tried


def _first(space: BeliefSpace, plan: CalibrationPlan) -> list[tuple[float, ...]]:
    return latin_places(space.beliefs, plan.sets, f"{plan.seed}")


def _proposed(
    space: BeliefSpace, plan: CalibrationPlan, tried: Sequence[TriedSet]
) -> list[tuple[float, ...]]:
    """The next sets to try, which are candidates that emulators do not rule out.

    If emulators leave too few candidates, the function adds the most plausible of the other
    candidates.
    """
    key = f"{plan.seed}|wave {tried[-1].wave + 1}"
    candidates = latin_places(space.beliefs, CANDIDATES * plan.sets, key)
    decided = emulated_deciding(space, tried, candidates)
    order = sorted(range(len(candidates)), key=lambda each: max(decided[each], CUT))
    return [candidates[each] for each in sorted(order[: plan.sets])]


def emulated_deciding(
    space: BeliefSpace, tried: Sequence[TriedSet], candidates: Sequence[Places]
) -> list[float]:
    """The implausibility by which emulators would rule out or keep each candidate."""
    left_out, places = unexplained(tried), [each.places for each in tried]
    columns = []
    for number, pattern in enumerate(space.patterns):
        if number in left_out:
            columns.append([0.0] * len(candidates))
            continue
        means = [each.findings[number].simulated.mean for each in tried]
        told = PatternEmulator(places, means).predict(candidates)
        columns.append([implausibility(pattern, *each) for each in zip(*told, strict=True)])
    return [deciding(row, left_out) for row in zip(*columns, strict=True)]


def _made_by(source: HistorySource, plan: CalibrationPlan, space: BeliefSpace) -> dict[str, Any]:
    """A record of the inputs that determine the sets."""
    scenarios = [each.text.resolved().scenario for each in space.events]
    known = [identity_of(o, seed=plan.seed, typical=False, log=False) for o in scenarios]
    table = source.observed or data_path(HISTORY)
    return {
        "mobsim": known[0].mobsim,
        "code_sha256": known[0].code_sha256,
        "libraries": known[0].libraries | {"scikit-learn": version_of("scikit-learn") or ""},
        "tables_sha256": known[0].tables_sha256,
        "observations_sha256": digest_of(table.read_bytes()).sha256,
        "events": {o.scenario: o.scenario_sha256 for o in known},
        "override": source.override,
        "settings": list(source.settings),
        "known": list(source.known),
        "plan": asdict(plan),
        "cut": CUT,
        "misses_one_in": MISSES_ONE_IN,
        "discrepancy": {"share": DISCREPANCY, "officers": ONE_CREW, **LEAST_DISCREPANCY},
        "priors": {each.path: str(each.prior) for each in space.beliefs},
    }


def _finish(folder: Path, made: Calibration) -> None:
    frames = (made.belief_frame, made.pattern_frame, made.frame)
    files = {name: frame_csv(each) for name, each in zip(TABLES, frames, strict=True)}
    finish_set(
        folder,
        {
            CALIBRATED: made.sets.content().decode(),
            **files,
            PICTURE: made.plot()._repr_svg_(),
            SUMMARY: as_kept(made.text) + "\n",
        },
    )
