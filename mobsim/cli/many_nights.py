"""``mobsim run --replications``: how does the command line run many nights?"""

from pathlib import Path
from typing import Any

from mobsim.cli.options import say_beside
from mobsim.cli.study_commands import how_of, show_study
from mobsim.cli.uncertainty import say_uncertainty
from mobsim.ground.text_layout import wrapped
from mobsim.scenario.assumptions import register
from mobsim.scenario.scenario import Scenario
from mobsim.study.belief_nights import run_with_beliefs
from mobsim.study.designs.beliefs import beliefs_of
from mobsim.study.drawn_beliefs import NightBeliefs
from mobsim.study.replication import Task
from mobsim.study.span import parse_replications
from mobsim.study.study import AUTO_RULE, Study, check_place, run_study
from mobsim.telling.store import REPORT


def task_of_many(
    night: Scenario, seed: int, drawn: NightBeliefs | None, *, typical: bool, **how: Any
) -> Task:
    """Return the task to run.

    If the folder for the result cannot be used, raise an error before the user has to wait.
    """
    task = Task(night, seed, typical, how["log"], drawn)
    replications: str = how["replications"]
    output: Path | None = how["output"]
    if output is not None and not drawn:
        check_place(task, replications, output, force=how["force"])
    if parse_replications(replications) is None:
        say_beside("\n".join(wrapped(AUTO_RULE.sentence())))
    return task


def run_many(task: Task, **how: Any) -> int:
    """Run the nights and print the results."""
    on, replications = how_of(how["jobs"], how["scheduler"]), how["replications"]
    if task.beliefs:
        beliefs = beliefs_of(register(task.beliefs.text.resolved().origins))
        made = run_with_beliefs(task, beliefs, replications, folder=how["output"], how=on)
        say_uncertainty(made, as_json=how["as_json"])
        return 0
    study = run_study(
        task,
        replications,
        folder=how["output"],
        force=how["force"],
        how=on,
        keep=True,
        page=_report if how["report"] else None,
    )
    page = study.folder / REPORT if how["report"] and study.folder else None
    show_study(study, as_json=how["as_json"], page=page)
    return 0


def _report(study: Study) -> str:
    from mobsim.study.study_report import study_report

    return study_report(study)
