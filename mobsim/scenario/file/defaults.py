"""What holds where a scenario says nothing?"""

import dataclasses
from typing import Any

from mobsim.ground.units import format_duration
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.nested_keys import OTHER
from mobsim.scenario.file.value_readers import write_distribution
from mobsim.scenario.scenario import Durations

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
    "likely": False,
    "chance": "drawn",
    "forces": SHIPPED,
    "kinds": SHIPPED,
    "requirements": SHIPPED,
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
    "absence": "0%",
    "floor_share": "10%",
    "readiness": "timeline",
    "host_readiness": "local",
    "drawdown": "moderate",
    "ranking": "nearest",
    "trigger": "reactive",
    "release": "at_once",
    "retasking": "never",
    "recall": "never",
    "priority": "need_first",
    "london_release": "always",
    "desks": "on",
    "ricc_desks": {OTHER: 2},
    "ricc_at": {},
    "npocc_desks": 4,
    "no_answer": "5%",
    "convoy_size": 6,
    "convoy_factor": 1.10,
    "travel_cv": 0.10,
    "reserve_share": "0%",
    "national_tours": 3,
    "need_bias": 1.0,
    "need_cv": 0.0,
    "refusals": "0%",
    "refusals_per_incident": "0%",
    "part_offers": "0%",
    "part_share": "50%",
    "withdrawals": "0%",
    "fatigue": "0%",
    "disorder": "none",
    "operations": [],
    "aid_out": [],
    "beyond": "none",
}

_KEPT_IN_STATIC = (
    *("tour", "rest", "judging_interval", "look_ahead", "rework_interval", "clock_reset"),
    *("rested_muster", "seen_need_lasts", "recovery"),
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


def likely_preset() -> dict[str, Any]:
    """What ``likely: on`` stands for: what is likely, in place of what is promised.

    All assumed; the register gives the reason for each.
    """
    return {
        "readiness": _chosen("readiness", "roster"),
        "durations": {"report_interval": "2h"},
        "need_bias": 0.8,
        "need_cv": 0.3,
        "refusals": "2%",
        "refusals_per_incident": "5%",
        "part_offers": "10%",
        "part_share": "50%",
        "withdrawals": "3%",
        "fatigue": "3%",
        "release": _chosen("release", "hold"),
    }


def _chosen(key: str, name: str) -> dict[str, Any]:
    """A choice with its parameters, so that a preset shows as the origin of each."""
    return {name: {each: known.default for each, known in CHOICES[key][name].items()}}
