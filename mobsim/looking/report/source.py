"""From which data does mobsim make the report of one night?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mobsim.ground.errors import reading
from mobsim.ground.typed_values import typed
from mobsim.scenario.file import load_scenario
from mobsim.scenario.scenario import Scenario
from mobsim.scoring import Facts, Measures, score
from mobsim.scoring.events import Event
from mobsim.telling.provenance import Circumstances
from mobsim.telling.results import ResultDocument
from mobsim.telling.store import CIRCUMSTANCES, DOCUMENT, SCENARIO, read_json, read_result


@dataclass(frozen=True)
class NightSource:
    """One night: its scenario, its log and its results."""

    scenario: Scenario
    """The scenario as it was run; incidents that the night drew are only in the facts."""
    log: list[Event]
    facts: Facts
    measures: Measures
    document: Mapping[str, Any]
    """See `mobsim.telling.results.document`."""
    circumstances: Mapping[str, Any]
    """The time and software of the run, as in `mobsim.telling.provenance.Circumstances`."""


def read_source(folder: Path | str) -> NightSource:
    """Read the night that is saved in a folder.

    Raises
    ------
    InputError
        If the folder is not the result of one night or is incomplete, or if its scenario cannot be
        read.
    """
    saved = read_result(folder)
    with reading(folder, f"{DOCUMENT} is damaged"):
        typed(ResultDocument, saved.document)
    circumstances = read_json(saved.folder / CIRCUMSTANCES, folder)
    with reading(folder, f"{CIRCUMSTANCES} is damaged"):
        typed(Circumstances, circumstances)
    return NightSource(
        scenario=load_scenario(saved.folder / SCENARIO),
        log=saved.log,
        facts=saved.facts,
        measures=score(saved.log, saved.facts),
        document=saved.document,
        circumstances=circumstances,
    )
