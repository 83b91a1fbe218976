"""What does the document of one run's result contain?

The document is one versioned mapping of plain data. Later versions can add keys. A key never
changes its meaning, so programs that read the document keep working.
"""

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Final, Literal

from mobsim.ground.safe_text import escaped
from mobsim.scenario.scenario import Scenario
from mobsim.scoring.measures import (
    PARTS,
    Asked,
    AtHome,
    Headlines,
    IncidentMeasures,
    LineMeasures,
    Measures,
    People,
    RegionMeasures,
    TargetMeasures,
)
from mobsim.telling.provenance import Identity, Provenance

FORMAT: Final = "mobsim_result"
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class ScenarioOutline:
    """An outline of the simulated night."""

    name: str
    title: str
    question: str
    start: str
    """The time when the night starts, in ISO 8601 with the offset from UTC."""
    duration: float
    """The length of the night in minutes."""
    mode: str
    readiness: str
    host_readiness: str
    static: bool
    commitments: str
    """``synthetic``, ``published`` or ``return``.

    ``published`` means synthetic figures except where figures are published; ``return`` means a
    user's own table.
    """


@dataclass(frozen=True, slots=True)
class ResultDocument:
    """The document that the JSON Schema describes."""

    mobsim_result: int
    scenario: ScenarioOutline
    national: list[LineMeasures]
    regions: list[RegionMeasures]
    incidents: list[IncidentMeasures]
    targets: list[TargetMeasures]
    headlines: Headlines
    home: AtHome | None
    people: People | None
    asked: Asked
    refused: dict[str, str]
    """The measures that are missing, each with the reason."""
    provenance: Identity
    names: dict[Literal["forces", "incidents"], dict[str, str]] = field(default_factory=dict)
    """The printed names of forces and incidents, by id."""


def document(scenario: Scenario, measures: Measures, provenance: Provenance) -> dict[str, Any]:
    """Make the document of one run, as plain data; equal identities give equal documents."""
    made = ResultDocument(
        mobsim_result=VERSION,
        scenario=_outline(scenario),
        **{each.name: getattr(measures, each.name) for each in fields(measures)},
        provenance=provenance.identity,
        names={
            "forces": {force.force_id: force.name for force in scenario.forces},
            "incidents": {each.incident_id: each.name for each in scenario.incidents},
        },
    )
    plain = asdict(made)
    if not made.provenance.plugins:
        del plain["provenance"]["plugins"]
    return plain


def _outline(scenario: Scenario) -> ScenarioOutline:
    given = ("name", "title", "question", "duration", "mode", "readiness", "host_readiness")
    return ScenarioOutline(
        **{key: getattr(scenario, key) for key in given},
        start=scenario.clock.start.isoformat(),
        static=scenario.static,
        commitments=commitments_of(scenario),
    )


def commitments_of(scenario: Scenario) -> str:
    """The source of the scenario's commitments."""
    if scenario.returns_loaded:
        return "return"
    return str(scenario.resolved.get("commitments", "synthetic"))


def dumps(content: dict[str, Any]) -> str:
    """Write a document as text: sorted keys, one value on each line, no invisible characters."""
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    return escaped(text)


def result_schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    from pydantic import ConfigDict, TypeAdapter, with_config

    # The docstring of each field becomes its description in the schema.
    for part in (ResultDocument, ScenarioOutline, Identity, *PARTS):
        with_config(ConfigDict(use_attribute_docstrings=True))(part)
    schema = TypeAdapter(ResultDocument).json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Result of one mobsim run"
    schema["properties"][FORMAT] = {"const": VERSION, "title": "Version of this format"}
    return schema
