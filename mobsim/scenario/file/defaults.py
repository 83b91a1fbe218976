"""What holds where a scenario says nothing, and what do the presets stand for?"""

from typing import Any

from mobsim.scenario.file.choices import CHOICES, with_defaults
from mobsim.scenario.file.scenario_keys import DURATIONS, KEYS, NO_DEFAULT


def default_document() -> dict[str, Any]:
    """Every default, as a scenario would write it."""
    durations = {name: record.default for name, record in DURATIONS.items()}
    document = {**{name: key.default for name, key in KEYS.items()}, "durations": durations}
    return {name: value for name, value in document.items() if value is not NO_DEFAULT}


def static_preset() -> dict[str, Any]:
    """What ``static: true`` stands for: no delay, no noise, nothing kept at home."""
    steps = {name: each.static for name, each in DURATIONS.items() if each.static is not None}
    levers = {name: each.static for name, each in KEYS.items() if each.static is not None}
    return {"durations": steps, **levers}


def likely_preset() -> dict[str, Any]:
    """What ``likely: on`` stands for: what is likely, in place of what is promised.

    A choice has its parameters beside it, so that the preset shows as the origin of each.
    """
    steps = {name: each.likely[0] for name, each in DURATIONS.items() if each.likely}
    levers = {
        name: with_defaults(name, each.likely[0]) if name in CHOICES else each.likely[0]
        for name, each in KEYS.items()
        if each.likely
    }
    return {"durations": steps, **levers}
