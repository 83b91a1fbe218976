"""How do you simulate a night in three lines of Python?

>>> import mobsim
>>> result = mobsim.run("quickstart")
>>> result.measures.incidents[0].time_to["100"]
290.0
"""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import overload

from mobsim.scenario.assumptions import Assumption, register
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.study.belief_nights import run_with_beliefs
from mobsim.study.belief_sets import SetPlan, Uncertainty, find_uncertainty
from mobsim.study.calibrating.belief_space import HistorySource
from mobsim.study.calibrating.calibration import Calibration, CalibrationPlan
from mobsim.study.calibrating.history_matching import calibrate_beliefs
from mobsim.study.comparing import Comparison, check_names, run_comparison
from mobsim.study.designs.beliefs import beliefs_of
from mobsim.study.designs.factors import parse_factor
from mobsim.study.designs.points import design_of
from mobsim.study.drawn_beliefs import PRIOR, belief_source, drawn_for
from mobsim.study.folder import open_folder
from mobsim.study.latest_call import Latest, LatestCallSearch, find_latest
from mobsim.study.logged_night import RUNS, SEED, LoggedNight, score_log
from mobsim.study.night_measures import BY
from mobsim.study.night_result import Result, night
from mobsim.study.replication import Task
from mobsim.study.step_savings import Savings, find_savings
from mobsim.study.study import How, Study, run_study, task_of
from mobsim.study.sweeping import Sweep, run_sweep
from mobsim.study.varying import ScenarioText


@overload
def run(
    scenario: Scenario | str | Path,
    *,
    seed: int = 1,
    typical: bool = False,
    replication: int = 0,
    replications: None = None,
    beliefs: Path | str | None = None,
) -> Result: ...


@overload
def run(
    scenario: Scenario | str | Path,
    *,
    seed: int = 1,
    typical: bool = False,
    replications: int | str,
    folder: Path | str | None = None,
    force: bool = False,
    log: bool = False,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> Study: ...


@overload
def run(
    scenario: Scenario | str | Path,
    *,
    beliefs: Path | str,
    seed: int = 1,
    typical: bool = False,
    replications: int | str,
    folder: Path | str | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> Uncertainty: ...


def run(  # noqa: PLR0913 - keywords of one night and of many, each by its name
    scenario: Scenario | str | Path,
    *,
    seed: int = 1,
    typical: bool = False,
    replication: int = 0,
    replications: int | str | None = None,
    beliefs: Path | str | None = None,
    folder: Path | str | None = None,
    force: bool = False,
    log: bool = False,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> Result | Study | Uncertainty:
    """Simulate one night, or many nights, of a scenario.

    Parameters
    ----------
    scenario
        A scenario from `load`, or anything that `load` accepts.
    replications
        The nights to simulate: a number, a range such as ``"100:200"``, or ``"auto"``. By default,
        mobsim simulates one night.
    seed
        The seed of the random draws. The same seed gives the same nights.
    typical
        Whether to use the mean of every duration and let every donor answer, regardless of the
        scenario.
    replication
        The number of the night, if mobsim simulates only one night.
    folder, force
        The folder in which many nights are saved, and whether to replace an existing result there.
        Without a folder, the nights stay in memory.
    log
        Whether to save the events of each night too, if mobsim simulates many nights.
    jobs, scheduler
        The number of local processes for many nights, or the address of a Dask scheduler. The
        results never depend on these settings.
    beliefs
        The source from which every night draws its beliefs: ``"prior"``, ``"calibrated"``, or a
        file of sets that `calibrate` wrote. By default, every night uses the values of the
        scenario.

    Returns
    -------
    Result, Study or Uncertainty
        A `Result` for one night and a `Study` for many nights. If many nights draw beliefs, the
        result is an `Uncertainty`, which compares the nights with the same nights without drawn
        beliefs.

    Raises
    ------
    TypeError
        If a keyword for many nights is given for one night, or a keyword for one night is given for
        many nights.

    >>> run("quickstart")
    <Result of quickstart, typical: 64 events>
    >>> run("quickstart", replications=2, jobs=1)
    <Study of quickstart: 2 nights, seed 1>
    """
    loaded = _loaded(scenario)
    drawn = drawn_for(loaded, beliefs)
    task = Task(loaded, seed, typical, log, drawn)
    of_many: dict[str, object] = {"folder": folder, "force": force, "log": log}
    if replications is None:
        _refuse("many nights; add replications", of_many | {"jobs": jobs, "scheduler": scheduler})
        return night(task.night(replication), seed=seed, typical=typical, replication=replication)
    _refuse("one night; leave out replications", {"replication": replication})
    on = How(jobs, scheduler)
    if drawn is None:
        return run_study(task, replications, folder=folder, force=force, how=on)
    _refuse("nights without beliefs", {"force": force})
    of = beliefs_of(register(drawn.text.resolved().origins))
    place = Path(folder) if folder is not None else None
    return run_with_beliefs(task, of, replications, folder=place, how=on)


def _loaded(scenario: Scenario | str | Path) -> Scenario:
    return scenario if isinstance(scenario, Scenario) else load(scenario)


def _refuse(what: str, given: Mapping[str, object]) -> None:
    """Refuse keywords that belong to another mode, instead of ignoring them."""
    if named := [name for name, value in given.items() if value]:
        raise TypeError(f"run(): {', '.join(named)}: only for {what}")


class LoadedScenario(Scenario):
    """A loaded scenario, with methods such as `run`, `compare` and `sweep`.

    >>> load("quickstart").run(seed=3).measures.incidents[0].force
    'south-wales'
    """

    def __eq__(self, other: object) -> bool:
        """A loaded scenario is equal to any scenario with the same values."""
        if not isinstance(other, Scenario):
            return NotImplemented
        compared = [each.name for each in fields(Scenario) if each.compare]
        return all(getattr(self, name) == getattr(other, name) for name in compared)

    __hash__ = Scenario.__hash__

    run = run

    def vary(self, *settings: str) -> "LoadedScenario":
        """A copy of the scenario with other settings, each written ``path=value`` as for ``--set``.

        >>> load("quickstart").vary("drawdown=none").resolved["drawdown"]
        'none'
        """
        with ScenarioText.of(self).file() as path:
            return load(path, settings=settings, allow_outside=True)

    def study(
        self,
        replications: int | str = 100,
        *,
        seed: int = 1,
        typical: bool = False,
        folder: Path | str | None = None,
        force: bool = False,
        log: bool = False,
        jobs: int | None = None,
        scheduler: str | None = None,
    ) -> Study:
        """Simulate many nights, like `run` with ``replications``.

        Parameters
        ----------
        replications
            A number, a range such as ``"100:200"``, or ``"auto"``.
        seed, typical, folder, force, log, jobs, scheduler
            See `run`.

        >>> load("quickstart").study(2, jobs=1).replications_run
        2
        """
        return run(
            self,
            replications=replications,
            seed=seed,
            typical=typical,
            folder=folder,
            force=force,
            log=log,
            jobs=jobs,
            scheduler=scheduler,
        )

    def compare(
        self,
        *settings: str,
        others: Mapping[str, Scenario | str | Path] | None = None,
        replications: int | str = 100,
        seed: int = 1,
        by: str = BY,
        beliefs: Path | str | None = None,
        jobs: int | None = None,
        scheduler: str | None = None,
    ) -> Comparison:
        """Compare the scenario with other settings or other scenarios, on the same nights.

        Parameters
        ----------
        settings
            Settings to change, each written ``path=value``. Each setting makes a separate arm.
        others
            Other scenarios for the comparison, as a mapping from arm names to scenarios.
        replications, seed, by, beliefs, jobs, scheduler
            See `mobsim.compare`.

        >>> found = load("quickstart").compare("drawdown=none", replications=4, jobs=1)
        >>> list(found.arms)
        ['quickstart', 'drawdown=none']
        """
        arms: dict[str, Scenario | str | Path] = {self.name: self}
        arms |= {setting: self.vary(setting) for setting in settings}
        return compare(
            arms | dict(others or {}),
            replications=replications,
            seed=seed,
            by=by,
            beliefs=beliefs,
            jobs=jobs,
            scheduler=scheduler,
        )

    def latest(
        self,
        *,
        within: float = 240.0,
        replications: int | str = 50,
        seed: int = 1,
        jobs: int | None = None,
        scheduler: str | None = None,
    ) -> Latest:
        """Find the latest national call with which 40 % of the peak PSU need is still met in time.

        Parameters
        ----------
        within
            The time limit, in minutes from the first incident.
        replications, seed, jobs, scheduler
            See `run`.

        >>> load("quickstart").latest(replications=2, jobs=1).minutes
        [inf, inf]
        """
        search = LatestCallSearch(self, seed, self.chance == "typical", within)
        return find_latest(search, replications, How(jobs, scheduler))

    def savings(
        self,
        *,
        within: float | None = None,
        replications: int | str = 50,
        seed: int = 1,
        folder: Path | str | None = None,
        jobs: int | None = None,
        scheduler: str | None = None,
    ) -> Savings:
        """Find which step of mobilisation would save the most time if it were removed.

        Parameters
        ----------
        within
            The time limit, in minutes from the first incident. A time that is not reached within
            the limit counts as equal to the limit. By default, the limit is the end of the run.
        replications, seed
            The nights to simulate, and their seed. mobsim simulates each night once unchanged, and
            then once without each step.
        folder
            The folder in which the runs are saved. The same call resumes an interrupted run.
        jobs, scheduler
            See `run`.

        >>> found = load("quickstart").savings(replications=2, jobs=1)
        >>> {each.step: each.saved.estimate for each in found.savings[:2]}
        {'muster': 119.0, 'booking_in': 30.0}
        """
        return find_savings(
            lambda settings: self.vary(*settings),
            replications,
            seed=seed,
            horizon=within,
            folder=Path(folder) if folder is not None else None,
            how=How(jobs, scheduler),
        )

    def held_to_log(
        self, path: Path | str, *, replications: int = RUNS, seed: int = SEED
    ) -> LoggedNight:
        """Compare the log of a real mobilisation or an exercise with runs of the scenario.

        See `mobsim.study.logged_night.score_log`.
        """
        return score_log(path, self, replications=replications, seed=seed)

    def assumptions(self) -> tuple[Assumption, ...]:
        """All numbers on which the scenario depends, each with its status, source and prior.

        >>> {each.path: each.value for each in load("quickstart").assumptions()}["not_fit"]
        '15%'
        """
        return register(ScenarioText.of(self).resolved().origins)

    def uncertainty(  # noqa: PLR0913 - one keyword for each option
        self,
        *,
        sets: int = 64,
        replications: int = 2,
        known: Sequence[str] = (),
        unknown: Sequence[str] = (),
        beliefs: Path | str = PRIOR,
        within: float | None = None,
        seed: int = 1,
        folder: Path | str | None = None,
        jobs: int | None = None,
        scheduler: str | None = None,
    ) -> Uncertainty:
        """Find how much the answers of the scenario vary by chance, and with drawn beliefs too.

        Parameters
        ----------
        sets, replications
            The number of sets of drawn beliefs, and the number of nights for each set. mobsim also
            simulates every night with the unchanged scenario.
        known
            The paths of beliefs that are not drawn, such as ``need_factor``.
        unknown
            The paths of beliefs that are drawn even though the scenario states them.
        beliefs
            See `run`.
        within
            The time limit, in minutes from the first incident. A time that is not reached within
            the limit counts as never reached.
        seed, folder
            See `sweep`.
        jobs, scheduler
            See `run`.

        >>> load("quickstart").uncertainty(sets=2, replications=1, jobs=1)
        <Uncertainty of quickstart: 2 sets>
        """
        return find_uncertainty(
            lambda settings: self.vary(*settings),
            beliefs_of(self.assumptions(), known, unknown),
            SetPlan(sets, replications, seed, belief_source(beliefs)),
            horizon=within,
            folder=Path(folder) if folder is not None else None,
            how=How(jobs, scheduler),
        )

    def sweep(
        self,
        *factors: str,
        design: str = "grid",
        points: int | None = None,
        replications: int | str = 20,
        seed: int = 1,
        folder: Path | str | None = None,
        jobs: int | None = None,
        scheduler: str | None = None,
    ) -> Sweep:
        """Run the scenario with many different settings, on the same nights.

        Parameters
        ----------
        factors
            The settings to vary, each written ``path=a,b,c`` or ``path=low:high``.
        design
            The name of a design: ``grid``, ``latin-hypercube``, ``sobol``, ``morris`` or
            ``saltelli``.
        points
            The number of values in each range of a grid (default 5), the number of walks of a
            ``morris`` design (default 10), or the number of points of any other design (default
            64).
        replications, seed
            The nights to simulate at each point, and the seed of their random draws.
        folder
            The folder in which each point is saved. The same call resumes an interrupted sweep.
        jobs, scheduler
            See `run`.

        >>> load("quickstart").sweep("drawdown=none,minimal", replications=2, jobs=1)
        <Sweep of quickstart: 2 points, grid>
        """
        made = design_of(design, [parse_factor(text) for text in factors], points, seed)
        return run_sweep(
            self.name,
            lambda texts: self.vary(*texts),
            made,
            replications,
            seed=seed,
            folder=folder,
            how=How(jobs, scheduler),
        )


def compare(
    arms: Mapping[str, Scenario | str | Path],
    *,
    replications: int | str = 100,
    seed: int = 1,
    by: str = BY,
    beliefs: Path | str | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> Comparison:
    """Run scenarios on the same nights and compare each with the first.

    Parameters
    ----------
    arms
        The scenarios to compare, as a mapping from arm names to scenarios.
    replications, seed, jobs, scheduler
        See `run`.
    by
        The measure that ranks the arms if there are more than two. See
        `mobsim.study.night_measures.MEASURES`.
    beliefs
        See `run`. In any one night, all arms have the same drawn beliefs.

    >>> compare({"one": "quickstart", "two": "quickstart"}, replications=2, jobs=1)
    <Comparison of one, two>
    """
    check_names(list(arms))
    loaded = {name: _loaded(each) for name, each in arms.items()}
    tasks = [(o, Task(each, seed, beliefs=drawn_for(each, beliefs))) for o, each in loaded.items()]
    return run_comparison(tasks, replications, by=by, how=How(jobs, scheduler))


def calibrate(  # noqa: PLR0913 - keywords of the sets, of history and of the processors
    *scenarios: str,
    sets: int = 256,
    waves: int = 3,
    replications: int = 4,
    seed: int = 1,
    folder: Path | str | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    override: str | None = None,
    settings: Sequence[str] = (),
    observed: Path | str | None = None,
    known: Sequence[str] = (),
) -> Calibration:
    """Compare sets of beliefs with history, and keep the sets that history does not rule out.

    Parameters
    ----------
    scenarios
        The scenarios of historical events. By default, mobsim uses every shipped event with a
        calibration pattern.
    sets, waves, replications
        The number of sets in each wave, the number of waves, and the number of nights for each set
        and event. Waves after the first need scikit-learn.
    seed, folder
        See `run`. The same call resumes an interrupted run that is saved in a folder.
    jobs, scheduler
        See `run`.
    override, settings
        See `load`.
    observed
        Your own table of observations, to use instead of the shipped table.
    known
        The paths of beliefs that are not drawn.
    """
    table = Path(observed) if observed is not None else None
    return calibrate_beliefs(
        HistorySource(scenarios, override, tuple(settings), table, tuple(known)),
        CalibrationPlan(sets, waves, replications, seed),
        folder=Path(folder) if folder is not None else None,
        how=How(jobs, scheduler),
    )


def load(
    source: str | Path,
    *,
    override: str | None = None,
    settings: Sequence[str] = (),
    allow_outside: bool = False,
) -> LoadedScenario:
    """Load a shipped scenario by its name, or load a scenario from a file.

    Parameters
    ----------
    override
        The name of one of the overrides of the scenario.
    settings
        The settings to change, each written ``path=value``, as for ``--set``.
    allow_outside
        Whether the scenario file may name other files, such as tables, outside its own folder.
        Files that ``settings`` name may be anywhere.

    Raises
    ------
    InputError
        If the file has faults. The error lists all faults.

    >>> load("quickstart").incidents[0].name
    'Cardiff'
    """
    found = load_scenario(source, override=override, settings=settings, allow_outside=allow_outside)
    return LoadedScenario(**{each.name: getattr(found, each.name) for each in fields(Scenario)})


def night_of_study(folder: Path | str, replication: int) -> Result:
    """Simulate one night of a saved study again, as a separate result.

    Raises
    ------
    InputError
        If the folder is not a study, or has changed since it was written.
    """
    kept = open_folder(folder)
    kept.check()
    task = task_of(kept)
    at = {"seed": task.seed, "replication": replication}
    return night(task.night(replication), typical=task.typical, **at)
