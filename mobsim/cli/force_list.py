"""``mobsim forces``: by which ids are forces and kinds of unit named?"""

from typing import Any

import click

from mobsim.cli.options import json_option, say, say_json, say_next
from mobsim.country.force_names import force_names
from mobsim.country.forces import load_forces, load_kinds, load_regions
from mobsim.ground.text_layout import columns
from mobsim.scenario.file.beyond_bodies import bodies


@click.command(epilog="Example:  mobsim forces")
@json_option
def forces(as_json: bool) -> None:
    """List the 43 forces with the ids that scenarios name them by, and the kinds of unit.

    A force's main city is where its disorder is when a scenario gives no place. Every name that is
    accepted in place of an id is in the list that --json prints.
    """
    found = _listed()
    if as_json:
        say_json("forces", found)
        return
    for title, key in (("FORCE", "forces"), ("BEYOND THE 43", "beyond"), ("KIND", "kinds")):
        rows = [{k: each for k, each in row.items() if k != "names"} for row in found[key]]
        say("\n".join(columns([[title, *list(rows[0])[1:]], *map(_cells, rows)])))
        say("")
    say_next("mobsim new my-night.yaml")


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
