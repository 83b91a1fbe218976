"""How does a separate process make a run, and how does it report progress?

The desk starts one process for each run, so that a run can end or crash without harm to the desk.
The process reads its request as a line of JSON on standard input, and writes its reports as lines
of JSON on standard output. Standard input stays open while the desk runs. When standard input
closes, the process ends.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Lock, Thread
from typing import Any, Final

from mobsim.desk.night_checking import faults_told, source_of
from mobsim.desk.result_answers import study_marks
from mobsim.ground.errors import InputError, MobsimError, reading
from mobsim.ground.progress import Progress
from mobsim.scenario.assumptions import register
from mobsim.scenario.file.resolving import Resolved, resolve_source
from mobsim.scenario.scenario import Scenario
from mobsim.study.belief_sets import SetPlan, find_uncertainty
from mobsim.study.blocks import read_outcomes
from mobsim.study.comparing import run_comparison
from mobsim.study.designs.beliefs import beliefs_of
from mobsim.study.engines import Engine, engine_of
from mobsim.study.folder import open_folder
from mobsim.study.memory import Memory
from mobsim.study.night_result import night
from mobsim.study.outcome import Outcome
from mobsim.study.replication import Task
from mobsim.study.span import BLOCK
from mobsim.study.study import How, Study, run_study
from mobsim.study.study_report import study_report

Asked = Mapping[str, Any]
Say = Callable[..., None]

_BETWEEN: Final = 1.0
"""Seconds between two reports of the results so far."""
_FEWEST: Final = 3
"""The smallest number of nights for which the page shows results."""


def main() -> None:
    """Carry out the request on the first line of standard input, and report how it ended."""
    request = json.loads(sys.stdin.readline())
    Thread(target=_end_with_the_desk, name="end-with-desk", daemon=True).start()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the desk handles Ctrl-C and ends its runs
    say = _speaking()
    try:
        with reading("the night"):
            _WORK[request["kind"]](request, say)
        say(ended="done")
    except KeyboardInterrupt:
        say(ended="cancelled")
    except InputError as error:
        say(ended="failed", faults=faults_told(error.faults))
    except MobsimError as error:
        say(ended="failed", said=str(error))


def _end_with_the_desk() -> None:
    """Wait until the desk closes standard input, then end this process and all its workers."""
    while os.read(0, 1):  # without a buffer, whose lock would still be held when Python ends
        pass
    if hasattr(os, "killpg"):
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


def _speaking() -> Say:
    """Send reports to the desk, and send all other output to standard error."""
    out, sys.stdout = sys.stdout, sys.stderr
    alone = Lock()

    def say(**told: Any) -> None:
        with alone:
            out.write(json.dumps(told) + "\n")
            out.flush()

    return say


# --- the kinds of run -----------------------------------------------------------------------------


def _resolved(asked: Asked, settings: Sequence[str] = ()) -> Resolved:
    source = source_of(asked["text"], Path(asked["path"]))
    return resolve_source(source, asked["override"], settings)


def _scenario(asked: Asked, settings: Sequence[str] = ()) -> Scenario:
    return _resolved(asked, settings).scenario


def _one_night(asked: Asked, say: Say) -> None:
    say(done=0, of=1)
    result = night(_scenario(asked), seed=asked["seed"])
    result.save(asked["target"], source=asked["source"], report=True)
    say(done=1, of=1)


def _many_nights(asked: Asked, say: Say) -> None:
    task = Task(_scenario(asked), asked["seed"])
    with closing(_WatchedEngine(engine_of(asked.get("jobs")))) as engine:
        engine.outcomes = {each.replication: each for each in _kept_in(Path(asked["target"]))}
        marks = _Marks(task, engine, say)
        counted = _Counted(asked["replications"], say, marks.look)
        counted.before = len(engine.outcomes)
        how = How(engine=engine, bar=counted.bar)
        study = run_study(
            task, asked["replications"], folder=asked["target"], how=how, page=study_report
        )
    marks.tell(study, asked["replications"])


def _kept_in(folder: Path) -> list[Outcome]:
    """Return the saved nights of a study that is to be resumed."""
    if not folder.exists():
        return []
    blocks = open_folder(folder, mending=True).blocks.values()
    return [each for block in blocks for each in read_outcomes(block, log=False)]


def _allowing_for_beliefs(asked: Asked, say: Say) -> None:
    plan = SetPlan(asked["sets"], asked["replications"], asked["seed"])
    find_uncertainty(
        lambda settings: _scenario(asked, settings),
        beliefs_of(register(_resolved(asked).origins)),
        plan,
        folder=Path(asked["target"]),
        how=How(asked.get("jobs"), bar=_Counted(2 * plan.sets * plan.replications, say).bar),
    )


def _two_nights(asked: Asked, say: Say) -> None:
    arms = [(each["night"], Task(_scenario(each), asked["seed"])) for each in asked["arms"]]
    replications = asked["replications"]
    how = How(asked.get("jobs"), bar=_Counted(len(arms) * replications, say).bar)
    run_comparison(arms, replications, folder=Path(asked["target"]), how=how)


_WORK: Final[Mapping[str, Callable[[Asked, Say], None]]] = {
    "night": _one_night,
    "nights": _many_nights,
    "uncertainty": _allowing_for_beliefs,
    "compare": _two_nights,
}


# --- progress -------------------------------------------------------------------------------------


class _Counted:
    """Reports the number of finished nights in all studies of a run together."""

    def __init__(self, planned: int, say: Say, look: Callable[[], None] = lambda: None) -> None:
        self._planned, self._say, self._look = planned, say, look
        self.before = 0
        """The number of nights that were finished before this study began, or in an earlier run of
        it.
        """

    @contextmanager
    def bar(self, _: str) -> Iterator[Progress]:
        """Yield the progress bar of one study."""
        done_of_this = 0

        def tell(done: int, planned: int) -> None:
            nonlocal done_of_this
            done_of_this = done
            of = max(self._planned, planned)
            self._say(done=min(self.before + done, of), of=of)
            self._look()

        yield tell
        self.before += done_of_this


class _WatchedEngine:
    """An engine that keeps the result of each finished night."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.workers, self.lost, self.is_near = engine.workers, engine.lost, engine.is_near
        self.outcomes: dict[int, Outcome] = {}
        """The results of finished nights, by the number of the night."""

    def submit(self, work: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        """Submit a piece of work to the engine, and keep the result."""
        future = self._engine.submit(work, *arguments)
        future.add_done_callback(self._take)
        return future

    def _take(self, future: "Future[Any]") -> None:
        if future.cancelled() or future.exception() is not None:
            return
        for outcome in getattr(future.result(), "outcomes", ()):
            self.outcomes[outcome.replication] = outcome

    def has_workers(self) -> bool:
        """Return whether any worker can process the submitted work."""
        return self._engine.has_workers()

    def mend(self) -> None:
        """Replace lost workers."""
        self._engine.mend()

    def close(self) -> None:
        """Release the workers."""
        self._engine.close()


class _Marks:
    """Reports results so far, from the finished nights before the first unfinished night."""

    def __init__(self, task: Task, engine: _WatchedEngine, say: Say) -> None:
        self._task, self._engine, self._say = task, engine, say
        self._looked_at, self._told = time.monotonic(), 0

    def look(self) -> None:
        """Report the results so far if enough time has passed since the last report."""
        if time.monotonic() - self._looked_at < _BETWEEN:
            return
        found = self._first_ones()
        if len(found) >= max(_FEWEST, self._told + 1):
            self.tell(self._study(found), len(found))
        self._looked_at = time.monotonic()

    def tell(self, study: Study, nights: int) -> None:
        """Report the results of some nights."""
        self._say(so_far=study_marks(study), nights=nights)
        self._told = nights

    def _first_ones(self) -> list[Outcome]:
        """Return the nights before the first unfinished night.

        Later nights are finished only if they were quick, so they would bias the results.
        """
        done = dict(self._engine.outcomes)
        found: list[Outcome] = []
        while len(found) in done:
            found.append(done[len(found)])
        return found

    def _study(self, outcomes: Sequence[Outcome]) -> Study:
        kept = Memory()
        for first in range(0, len(outcomes), BLOCK):
            kept.keep(outcomes[first : first + BLOCK])
        identity = replace(self._task.identity(), replications=f"0:{len(outcomes)}")
        return Study(self._task.scenario, identity, kept)
