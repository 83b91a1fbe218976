"""Which assumptions does this night rest on?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mobsim.looking.report.page_tables import PageTable
from mobsim.scenario.assumptions import ASSUMED, SYNTHETIC, Assumption, register
from mobsim.scenario.scenario import Scenario
from mobsim.telling.wording import in_words

_ONLY_WITH: Mapping[str, Callable[[Scenario], bool]] = {
    "Drawn demand": lambda scenario: scenario.resolved.get("disorder", "none") != "none",
    "Planned operations, and aid from beyond the 43": lambda scenario: bool(scenario.operations),
    "What likely: on stands for": lambda scenario: scenario.resolved.get("likely") in (True, "on"),
}
"""Groups that a night touches only if it has what they are about."""


def assumptions(scenario: Scenario) -> PageTable:
    """Every number of the register that is assumed and that this night touches."""
    defaults = {(each.group, each.name): each.value for each in register()}
    rows = []
    for each in register(_origins(scenario.resolved)):
        touched = _ONLY_WITH.get(each.group)
        if each.status in (ASSUMED, SYNTHETIC) and (touched is None or touched(scenario)):
            changed = each.value != defaults[each.group, each.name]
            rows.append(_row(each, changed=changed))
    rows.sort(key=lambda row: not row[1].endswith("*"))
    return PageTable(
        "assumptions",
        "Numbers that are assumed, and that this night rests on",
        ["What", "value*", "tried*", "why*", "affects*"],
        rows,
        "Values that this scenario sets come first, marked *. Tried: the range worth trying.",
        taken=False,
    )


def _row(each: Assumption, *, changed: bool) -> list[str]:
    unit = each.unit.removesuffix("s") if each.value == 1 else each.unit
    value = f"{in_words(each.value)} {unit}".rstrip() + (" *" if changed else "")
    span = f"{each.low} to {each.high}" if each.low or each.high else ""
    return [each.name, value, span, each.source, each.affects]


def _origins(resolved: Mapping[str, object]) -> dict[str, tuple[Any, str]]:
    """Values of a resolved scenario by path, as the register looks them up."""
    return {path: (value, "") for path, value in _leaves("", resolved)}


def _leaves(under: str, found: Mapping[str, object]) -> Iterator[tuple[str, Any]]:
    for key, value in found.items():
        path = f"{under}.{key}" if under else str(key)
        drawn = isinstance(value, Mapping) and all(isinstance(v, list) for v in value.values())
        if isinstance(value, Mapping) and not drawn:
            yield from _leaves(path, value)
        else:
            yield path, value
