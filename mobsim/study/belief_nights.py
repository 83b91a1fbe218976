"""What happens in a scenario if each night draws its own beliefs?

This module runs the same nights twice: once with the scenario's own beliefs and once with drawn
beliefs. `mobsim.study.belief_sets.Uncertainty` compares the two studies. That class treats each
night with drawn beliefs as a separate set of beliefs.
"""

from dataclasses import asdict, replace
from pathlib import Path

from mobsim.ground.errors import InputError
from mobsim.study.belief_sets import (
    SETS,
    Uncertainty,
    claim_uncertainty,
    finish_uncertainty,
    questions_of,
)
from mobsim.study.designs.beliefs import Beliefs
from mobsim.study.engines import saying_how_to_go_on
from mobsim.study.night_measures import horizon_of
from mobsim.study.replication import Task
from mobsim.study.span import parse_replications
from mobsim.study.study import How
from mobsim.study.study_sets import study_in_set
from mobsim.study.sweeping import kept_in

AS_IT_IS, WITH_BELIEFS = "as-it-is", "with-beliefs"
"""The names of the two studies in the folder `SETS`."""


def run_with_beliefs(
    task: Task,
    beliefs: Beliefs,
    replications: int | str,
    *,
    folder: Path | None = None,
    how: How | None = None,
) -> Uncertainty:
    """Run nights with the scenario's own beliefs, and run the same nights with drawn beliefs.

    ``beliefs`` are the scenario's own beliefs, and ``task.beliefs`` are the beliefs that each night
    draws. If ``folder`` is given, mobsim saves both studies there, and the same call resumes the
    studies after an interruption. Raises `InputError` when ``replications`` is neither a number nor
    a range, and `OutputError` when the folder holds other files.
    """
    span = parse_replications(str(replications))
    if span is None or task.beliefs is None:
        message = "found auto, expected the number of nights that draw beliefs, such as 200"
        raise InputError.about("--replications", message)
    design = task.beliefs.design(task.seed, span.numbers) if beliefs.drawn else None
    arms = {AS_IT_IS: replace(task, beliefs=None), WITH_BELIEFS: task}
    if folder is not None:
        document = {
            "beliefs": task.drawn_from,
            "replications": str(span),
            "arms": {name: asdict(each.identity()) for name, each in arms.items()},
        }
        claim_uncertainty(folder, document)
    how = how or How()
    with saying_how_to_go_on(lambda: kept_in(folder)), how.opened() as engine:
        on = replace(how, engine=engine)
        places = {name: folder / SETS / name if folder is not None else None for name in arms}
        own, drawn = (study_in_set(arms[o], str(span), places[o], on) for o in arms)
    questions = questions_of(task.scenario)
    nights = [question.read(drawn) for question in questions]
    found = Uncertainty(
        task.scenario,
        design,
        [question.read(own) for question in questions],
        [[[each] for each in night] for night in zip(*nights, strict=True)],
        horizon_of(task.scenario),
        task.seed,
        beliefs.stated,
    )
    if folder is not None:
        finish_uncertainty(folder, found)
    return found
