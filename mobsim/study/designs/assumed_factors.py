"""Which assumptions of a scenario can be varied, and between what?

The register says of each number what is worth trying. What a scenario can set becomes a factor; the
rest is told with the reason why not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from mobsim.ground.declarations import ASSUMED
from mobsim.scenario.assumptions import Assumption
from mobsim.scenario.file import json_schema
from mobsim.scenario.file.choices import CHOICES
from mobsim.scenario.file.yaml_reading import Plain
from mobsim.study.designs.factors import Factor, parse_factor, read_amount

_PRESET = "scenario.file.defaults."


@dataclass(frozen=True, slots=True)
class Screening:
    """What of the register can be varied, and what cannot."""

    factors: tuple[Factor, ...]
    left_out: tuple[tuple[Assumption, str], ...]
    """Assumed numbers that are no factor, each with the reason."""


def factors_of_register(assumptions: Iterable[Assumption]) -> Screening:
    """Every assumed number with a range that a scenario file can set.

    The register may be of one scenario's origins. A parameter of something chosen by name counts
    only where that was chosen: to set it would be to choose it. A duration that is drawn becomes a
    fixed one, somewhere in its range.
    """
    assumed = [each for each in assumptions if each.status == ASSUMED]
    chosen = {each.path: each.value for each in assumed if each.path and each.path in CHOICES}
    factors = []
    left_out = []
    for each in assumed:
        reason = _reason(each, chosen)
        if reason:
            left_out.append((each, reason))
        else:
            factors.append(_factor(each))
    return Screening(tuple(factors), tuple(left_out))


def _reason(each: Assumption, chosen: Mapping[str, Plain]) -> str:
    """Why an assumption cannot be varied; empty if it can."""
    if each.where.startswith(_PRESET):
        return "a preset of mobsim's; what it sets is varied under its own key"
    if each.path is None:
        return f"no scenario sets it: it stands in {each.where}"
    if not each.low or not each.high:
        return "no range worth trying: another value is another reading, or another model"
    key, _, rest = each.path.partition(".")
    name = rest.partition(".")[0]
    if key in CHOICES and chosen.get(key) != name:
        return f"counts only with {key}: {name}; to set it would choose that"
    return ""


def _factor(each: Assumption) -> Factor:
    """The range of the register, by numbers or by the names that a scenario file may hold."""
    if not read_amount(each.low):
        names = json_schema()["properties"][each.path]["enum"]
        between = names[names.index(each.low) : names.index(each.high) + 1]
        return parse_factor(f"{each.path}={','.join(between)}")
    factor = parse_factor(f"{each.path}={each.low}:{each.high}")
    counted = isinstance(each.value, int)
    return factor if counted or factor.kind != "whole" else replace(factor, kind="number")
