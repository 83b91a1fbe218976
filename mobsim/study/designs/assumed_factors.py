"""Which assumptions of a scenario can be varied, and in what range?

The register gives a range to try for each assumed number. If a scenario can set the number, the
number becomes a factor.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mobsim.ground.declarations import ASSUMED
from mobsim.scenario.assumptions import Assumption
from mobsim.scenario.file import json_schema
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.yaml_reading import Plain
from mobsim.study.designs.factors import Factor, parse_factor, read_amount

_PRESET = "scenario.file.defaults."


def factors_of_register(assumptions: Iterable[Assumption]) -> list[Factor]:
    """A factor for every assumed number that has a range and that a scenario can set.

    The register may be limited to one scenario. A parameter of a named choice is included only if
    the scenario made that choice, because setting the parameter would make the choice. A duration
    that is normally drawn becomes a fixed duration within its range.
    """
    register = list(assumptions)
    chosen = chosen_by_name(register)
    assumed = (each for each in register if each.status == ASSUMED)
    return [_factor(each) for each in assumed if _can_be_varied(each, chosen)]


def _can_be_varied(each: Assumption, chosen: Mapping[str, Plain]) -> bool:
    """Whether a scenario can set a number and the register gives both ends of its range.

    The values of presets are left out, because each of these values varies under its own key.
    """
    if each.where.startswith(_PRESET) or each.path is None or not (each.low and each.high):
        return False
    return is_chosen(each.path, chosen)


def is_chosen(path: str, chosen: Mapping[str, Plain]) -> bool:
    """Whether setting a path leaves the named choices of a scenario unchanged."""
    key, _, rest = path.partition(".")
    return key not in CHOICES or not rest or chosen.get(key) == rest.partition(".")[0]


def chosen_by_name(register: Iterable[Assumption]) -> dict[str, Plain]:
    """The name that a scenario chooses under each key."""
    return {each.path: each.value for each in register if each.path and each.path in CHOICES}


def _factor(each: Assumption) -> Factor:
    """The factor for an assumed number, with the range of the register.

    If the ends of the range are names, the levels are all names from the first to the last.
    """
    if not read_amount(each.low):
        names = json_schema()["properties"][each.path]["enum"]
        between = names[names.index(each.low) : names.index(each.high) + 1]
        return parse_factor(f"{each.path}={','.join(between)}")
    factor = parse_factor(f"{each.path}={each.low}:{each.high}")
    counted = isinstance(each.value, int)
    return factor if counted or factor.kind != "whole" else replace(factor, kind="number")
