"""``mobsim forces``: which ids do forces and kinds of unit have?"""

from typing import Any

import click

from mobsim.cli.options import (
    again,
    json_option,
    may_go_outside,
    say,
    say_json,
    say_next,
    scenario_options,
)
from mobsim.country.force_names import force_names
from mobsim.country.forces import load_forces, load_kinds, load_regions
from mobsim.ground.text_layout import columns
from mobsim.scenario.file import Resolved, resolve
from mobsim.scenario.file.beyond_bodies import bodies


@click.command(epilog="Examples:  mobsim forces   mobsim forces my-night.yaml")
@scenario_options(required=False)
@json_option
def forces(
    scenario: str | None, override: str | None, settings: tuple[str, ...], as_json: bool
) -> None:
    """List the 43 forces and the kinds of unit, with the ids that scenarios use for them.

    If a scenario states no place for an incident, the incident is in the main city of the force.
    With --json, the list includes every name that you can use instead of an id.

    With SCENARIO, the command shows how many fit crews each force has on that night, how many of
    them it keeps at home, and how many it can lend. It also shows whether the scenario changes
    anything for the force.
    """
    if scenario is not None:
        outside = may_go_outside()
        _tonight(
            resolve(scenario, override=override, settings=settings, allow_outside=outside), as_json
        )
        if not as_json:
            say_next(again("check", scenario, override, settings))
        return
    if override or settings:
        raise click.UsageError("--with and --set change a scenario; expected SCENARIO")
    found = _listed()
    if as_json:
        say_json("forces", found)
        return
    for title, key in (("FORCE", "forces"), ("BEYOND THE 43", "beyond"), ("KIND", "kinds")):
        rows = [{k: each for k, each in row.items() if k != "names"} for row in found[key]]
        say("\n".join(columns([[title, *list(rows[0])[1:]], *map(_cells, rows)], headed=True)))
        say("")
    say_next("mobsim new my-night.yaml")


def _tonight(found: Resolved, as_json: bool) -> None:
    from mobsim.telling.forces_tonight import rows_tonight

    rows = rows_tonight(found)
    if as_json:
        say_json("forces_tonight", {"forces": rows})
        return
    head = ["FORCE", "KIND", "fit", "floor", "lends at most", "notice", "changed"]
    say("\n".join(columns([head, *map(_cells, rows)], headed=True)))
    say(f"Lends at most: at drawdown {found.scenario.drawdown}, with no crew out.")


def _cells(row: dict[str, Any]) -> list[str]:
    return [str(cell) for cell in row.values()]


def _listed() -> dict[str, list[dict[str, Any]]]:
    regions = {region.region_id: region.name for region in load_regions()}
    return {
        "forces": [
            {
                "id": force.force_id,
                "short": force_names()[force.force_id][1],
                "name": force.name,
                "main city": force.city,
                "region": regions[force.region],
                "names": force_names()[force.force_id],
            }
            for force in load_forces()
        ],
        "beyond": [
            {"id": body.body_id, "name": body.name, "names": force_names()[body.body_id]}
            for body in bodies().values()
        ],
        "kinds": [
            {"id": kind.kind_id, "name": kind.name, "officers": kind.officers}
            for kind in load_kinds()
        ],
    }
