"""What holds where a scenario says nothing?"""

import dataclasses
from typing import Any

from mobsim.scenario import Durations
from mobsim.scenario_file.parts import OTHER
from mobsim.scenario_file.values import write_distribution
from mobsim.units import format_duration

SHIPPED = "shipped"
"""The word for the table that comes with mobsim."""


def default_document() -> dict[str, Any]:
    """Every default, as a scenario would write it."""
    durations = {}
    for each in dataclasses.fields(Durations):
        value = getattr(Durations(), each.name)
        plain = isinstance(value, float)
        durations[each.name] = format_duration(value) if plain else write_distribution(value)
    return {**_DEFAULTS, "durations": durations}


_DEFAULTS: dict[str, Any] = {
    "mode": "surge",
    "static": False,
    "chance": "drawn",
    "forces": SHIPPED,
    "kinds": SHIPPED,
    "roads": SHIPPED,
    "london": "outside_297",
    "london_75": "held_by",
    "north_wales": "wales",
    "commitments": "synthetic",
    "allow_unreconciled": False,
    "agreements": "none",
    "stock": "fit",
    "not_fit": "15%",
    "leave": {"august": "15%", OTHER: "10%"},
    "floor_share": "10%",
    "readiness": "timeline",
    "host_readiness": "local",
    "drawdown": "moderate",
    "ranking": "nearest",
    "trigger": "reactive",
    "desks": "on",
    "ricc_desks": {OTHER: 2},
    "npocc_desks": 4,
    "no_answer": "5%",
    "convoy_size": 6,
    "convoy_factor": 1.10,
    "travel_cv": 0.10,
    "reserve_share": "0%",
    "national_tours": 3,
    "operations": [],
    "aid_out": [],
    "beyond": "none",
}

_KEPT_IN_STATIC = (
    *("tour", "rest", "judging_interval", "look_ahead", "rework_interval", "clock_reset"),
    "rested_muster",
)


def static_preset() -> dict[str, Any]:
    """What ``static: true`` stands for: no delay, no noise, nothing kept at home."""
    steps = [each.name for each in dataclasses.fields(Durations)]
    return {
        "durations": {step: "0m" for step in steps if step not in _KEPT_IN_STATIC},
        "convoy_factor": 1.0,
        "travel_cv": 0.0,
        "no_answer": "0%",
        "desks": "off",
        "floor_share": "0%",
        "stock": "commitment",
        "host_readiness": "timeline",
        "chance": "typical",
    }
