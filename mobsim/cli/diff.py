"""``mobsim diff``: how do two scenarios differ?"""

import click

from mobsim.cli.completion import scenario_names
from mobsim.cli.explain import written
from mobsim.cli.options import (
    again,
    json_option,
    may_go_outside,
    outside_option,
    say,
    say_json,
    say_next,
)
from mobsim.ground.text_layout import columns
from mobsim.scenario.file import Resolved, resolve

ABSENT = "–"


@click.command(epilog="Example:  mobsim diff national-drill --with-b surge-no-desks")
@click.argument("a", shell_complete=scenario_names)
@click.argument("b", required=False, shell_complete=scenario_names)
@click.option("--with-a", metavar="OVERRIDE", help="Apply one of A's overrides.")
@click.option("--with-b", metavar="OVERRIDE", help="Apply one of B's overrides.")
@outside_option
@json_option
def diff(a: str, b: str | None, with_a: str | None, with_b: str | None, as_json: bool) -> None:
    """Show every value that differs between scenarios A and B.

    Without B, the command compares A under the override of --with-a with A under the override of
    --with-b.
    """
    b = b or a
    outside = may_go_outside()
    first = resolve(a, override=with_a, allow_outside=outside)
    second = resolve(b, override=with_b, allow_outside=outside)
    rows = differences(first, second)
    if as_json:
        listed = [{"path": path, "a": left, "b": right} for path, left, right in rows]
        say_json("diff", {"a": a, "b": b, "with_a": with_a, "with_b": with_b, "values": listed})
        return
    if not rows:
        say("No difference: both scenarios describe the same night.")
        say_next(again("run", a, with_a))
        return
    say(*columns([["", _label(a, with_a), _label(b, with_b)], *map(list, rows)], headed=True))
    say_next(again("run", a, with_a), again("run", b, with_b))


def _label(scenario: str, override: str | None) -> str:
    return f"{scenario} --with {override}" if override else scenario


def differences(first: Resolved, second: Resolved) -> list[tuple[str, str, str]]:
    """The paths at which two scenarios have different values, each path with both values."""
    paths = dict.fromkeys([*first.origins, *second.origins])
    found = []
    for path in paths:
        left, right = (
            written(each.origins[path][0]) if path in each.origins else ABSENT
            for each in (first, second)
        )
        if left != right and path != "name":
            found.append((path, left, right))
    return found
