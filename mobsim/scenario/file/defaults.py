"""Which values apply if a scenario states none, and which values do the presets set?"""

from typing import Any

from mobsim.scenario.file.choices import CHOICES, with_defaults
from mobsim.scenario.file.scenario_keys import GROUPED, KEYS, NO_DEFAULT


def default_document() -> dict[str, Any]:
    """Every default, as it would be written in a scenario."""
    groups = {
        group: {name: record.default for name, record in records.items()}
        for group, records in GROUPED.items()
    }
    document = {**{name: key.default for name, key in KEYS.items()}, **groups}
    return {name: value for name, value in document.items() if value is not NO_DEFAULT}


def static_preset() -> dict[str, Any]:
    """The values that ``static: on`` sets: no delay, no random variation, no crews kept at home."""
    groups = {
        group: {name: each.static for name, each in records.items() if each.static is not None}
        for group, records in GROUPED.items()
    }
    levers = {name: each.static for name, each in KEYS.items() if each.static is not None}
    return {**{group: each for group, each in groups.items() if each}, **levers}


def likely_preset() -> dict[str, Any]:
    """The values that ``likely: on`` sets: likely values instead of promised values.

    The parameters of a choice are listed separately, so that each parameter shows the preset as its
    origin.
    """
    groups = {
        group: {name: each.likely[0] for name, each in records.items() if each.likely}
        for group, records in GROUPED.items()
    }
    levers = {
        name: with_defaults(name, each.likely[0]) if name in CHOICES else each.likely[0]
        for name, each in KEYS.items()
        if each.likely
    }
    return {**{group: each for group, each in groups.items() if each}, **levers}
