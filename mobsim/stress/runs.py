"""How does a stress test make its many runs without repeating any?

Each run is a study in its own folder inside the test's folder. mobsim does not repeat a saved run
unless its inputs have changed, and resumes an interrupted run.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

from mobsim.ground.folders import put_back, replace_file, writing
from mobsim.ground.privacy import PRIVATE_FILE
from mobsim.ground.progress import Progress, silent
from mobsim.scenario.assumptions import register
from mobsim.scenario.scenario import Scenario
from mobsim.study.calibrating.calibrated_sets import CalibratedSets
from mobsim.study.designs.beliefs import beliefs_of
from mobsim.study.drawn_beliefs import NightBeliefs
from mobsim.study.first_nights import first_nights
from mobsim.study.folder import open_folder
from mobsim.study.identity import StudyIdentity
from mobsim.study.replication import Task
from mobsim.study.running import answers
from mobsim.study.study import How, Study, extend, read_study, run_study
from mobsim.study.varying import ScenarioText

Looked = TypeVar("Looked")

_READ: Final = "london"
"""The belief whose value each reading in the pack fixes."""


@dataclass(frozen=True)
class Runner:
    """An object that makes the runs of one stress test, all in one folder."""

    folder: Path
    """The folder of the stress test."""
    nights: int
    seed: int
    how: How

    def study(
        self,
        run: str,
        make: Callable[[], Scenario],
        beliefs: CalibratedSets | None = None,
        nights: int = 0,
    ) -> Study:
        """The study of a run, after the simulation of any missing nights.

        ``run`` names the study's folder inside the stress test's folder. ``beliefs`` is the source
        from which each night draws its own beliefs. ``nights`` limits the study to that number of
        nights, even if the folder holds more.
        """
        scenario, place, nights = make(), self.folder / run, nights or self.nights
        task = Task(scenario, self.seed, beliefs=drawn_in(scenario, beliefs) if beliefs else None)
        state = _state(place, task.identity())
        if state == "none":
            return run_study(task, nights, folder=place, force=True, how=self.how)
        if state == "whole":
            found = read_study(place, scenario=scenario)
        else:
            found = extend(place, how=self.how, task=task)
        if found.replications_run < nights:
            found = extend(place, str(nights), self.how, task=task)
        return first_nights(found, nights)

    def studies(
        self, wanted: Sequence["WantedRun"], look: Callable[[Study], Looked]
    ) -> Iterator[tuple["WantedRun", Study, Looked]]:
        """Yield many runs as they finish, each with the result of calling ``look`` on its study.

        If possible, each process makes a whole run, from its scenario to its files. If this is not
        possible, all processes share one run at a time.
        """
        with self.how.opened() as engine:
            if engine.is_near and 1 < engine.workers <= len(wanted):
                alone = replace(self, how=How(jobs=1, bar=lambda _: nullcontext(silent)))
                for each, (study, seen) in answers(engine, partial(_whole, alone, look), wanted):
                    yield each, study, seen
                return
            shared = replace(self, how=replace(self.how, engine=engine))
            for each in wanted:
                study = shared.study(*each)
                yield each, study, look(study)

    def made(self, wanted: Sequence["WantedRun"]) -> dict[str, Study]:
        """Make many runs, each in one process if possible, and return them by name."""
        with self.how.bar("") as progress:
            total = Total(len(wanted) * self.nights, progress)
            found = {}
            for each, study, _ in self.told(total).studies(wanted, _nothing):
                found[each.run] = study
                total.next(self.nights)
        return found

    def table(self, name: str, content: str) -> Path:
        """Save a changed table of forces with the test's inputs."""
        path = self.folder / "inputs" / f"forces-{name}.csv"
        if not path.is_file() or path.read_bytes() != content.encode():
            with writing(path):
                replace_file(path, content, PRIVATE_FILE)
        return path

    def kept(self, run: str) -> Study:
        """The study of a run that is already saved."""
        return read_study(self.folder / run)

    def told(self, progress: Progress) -> "Runner":
        """A runner that reports its nights to another progress bar."""
        return replace(self, how=replace(self.how, bar=lambda _: nullcontext(progress)))


class WantedRun(NamedTuple):
    """A run to make; see `Runner.study`."""

    run: str
    make: Callable[[], Scenario]
    beliefs: CalibratedSets | None = None
    nights: int = 0


def _nothing(_: Study) -> None:
    """Return None, so that nothing is computed from a study."""


def _whole(
    runner: Runner, look: Callable[[Study], Looked], wanted: WantedRun
) -> tuple[Study, Looked]:
    """Make a run in one worker, and keep the tables that are needed later."""
    study = runner.study(*wanted)
    found = Study(study.scenario, study.identity, study.keeper)
    vars(found).update(nights=study.nights, replications=study.replications)
    return found, look(study)


def drawn_in(scenario: Scenario, source: CalibratedSets) -> NightBeliefs:
    """The beliefs that each night of a test draws. The test fixes the reading of London.

    Raises `InputError` if the source was made with other priors.
    """
    beliefs = beliefs_of(register(ScenarioText.of(scenario).resolved().origins))
    for each in beliefs.drawn:
        if each.path == _READ:
            source = source.holding(each, str(each.stated))
    return NightBeliefs.of(scenario, source, beliefs)


class Total:
    """The combined progress of many runs."""

    def __init__(self, planned: int, progress: Progress = silent) -> None:
        self._planned, self._progress = planned, progress
        self._before = self._now = 0

    def __call__(self, done: int, planned: int) -> None:
        """Report the number of nights finished in the current run."""
        self._now = done
        self._progress(min(self._before + self._now, self._planned), self._planned)

    def next(self, nights: int) -> None:
        """Report that the current run is finished, and its number of nights."""
        self._before, self._now = self._before + nights, 0
        self._progress(min(self._before, self._planned), self._planned)


def _state(place: Path, wanted: StudyIdentity) -> str:
    """The state of the run in a folder: ``whole``, ``begun`` or, without such a run, ``none``.

    Raises `InputError` if the folder's files have changed since they were written.
    """
    put_back(place)
    if not place.exists():
        return "none"
    found = open_folder(place)
    found.check()
    if found.identity.moved(wanted):
        return "none"
    return "whole" if found.record.complete else "begun"
