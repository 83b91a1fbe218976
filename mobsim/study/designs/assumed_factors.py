"""Which assumptions of a scenario can be varied, and in what range?

The register gives a range worth trying for each number. What a scenario can set becomes a factor.
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
    """Every assumed number with a range that a scenario file can set.

    The register may be of one scenario's origins. A parameter of a named choice counts only if that
    choice was made: setting it would make the choice. A drawn duration becomes a fixed one,
    somewhere in its range.
    """
    register = list(assumptions)
    chosen = chosen_by_name(register)
    assumed = (each for each in register if each.status == ASSUMED)
    return [_factor(each) for each in assumed if _can_be_varied(each, chosen)]


def _can_be_varied(each: Assumption, chosen: Mapping[str, Plain]) -> bool:
    """Whether a scenario sets it, between two ends worth trying.

    Values set by a preset of mobsim are varied under their own keys.
    """
    if each.where.startswith(_PRESET) or each.path is None or not (each.low and each.high):
        return False
    return is_chosen(each.path, chosen)


def is_chosen(path: str, chosen: Mapping[str, Plain]) -> bool:
    """Whether a path belongs to a choice made, or to none, so that setting it chooses nothing."""
    key, _, rest = path.partition(".")
    return key not in CHOICES or not rest or chosen.get(key) == rest.partition(".")[0]


def chosen_by_name(register: Iterable[Assumption]) -> dict[str, Plain]:
    """The choice that a scenario has made under each key."""
    return {each.path: each.value for each in register if each.path and each.path in CHOICES}


def _factor(each: Assumption) -> Factor:
    """The range of the register, by numbers or by the names that a scenario file may hold."""
    if not read_amount(each.low):
        names = json_schema()["properties"][each.path]["enum"]
        between = names[names.index(each.low) : names.index(each.high) + 1]
        return parse_factor(f"{each.path}={','.join(between)}")
    factor = parse_factor(f"{each.path}={each.low}:{each.high}")
    counted = isinstance(each.value, int)
    return factor if counted or factor.kind != "whole" else replace(factor, kind="number")
