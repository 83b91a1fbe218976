"""``mobsim places``: how do you write a town's name, and which force covers the town?"""

from collections.abc import Sequence
from typing import Any

import click

from mobsim.cli.options import STARTER, json_option, say, say_json, say_next
from mobsim.country.gazetteer import (
    SOURCE,
    NoTownError,
    Town,
    find_town,
    near_towns,
    towns_like,
    way_to_write,
)
from mobsim.ground.text_layout import columns, wrapped

_SHOWN = 30
"""The most towns that the command prints; with --json, the command lists all towns."""


@click.command(epilog="Example:  mobsim places southp")
@click.argument("name")
@json_option
def places(name: str, as_json: bool) -> None:
    """List the towns of England and Wales whose names contain NAME, with the force of each town.

    To use a town in a scenario, write 'place: Southport'. If a town is close to the area of another
    force, the last column names that force. The list comes from GeoNames (CC BY 4.0) and has towns
    with 500 or more residents.
    """
    found, problem = towns_like(name), ""
    try:
        found = found or [find_town(name).town]
    except NoTownError as error:
        problem = str(error)
    near = list(near_towns(name)) if problem.startswith("unknown") else []
    if as_json:
        listed = {"towns": _rows(found), "near": _rows(near), "source": SOURCE}
        say_json("places", listed)
        return
    if problem:
        say(*wrapped(f"{problem[0].upper()}{problem[1:]}"))
    _say_towns(found or near)
    if len(found) > _SHOWN:
        say(f"and {len(found) - _SHOWN} more; write more of the name, or use --json")
    say_next(f"mobsim new {STARTER}")


def _say_towns(found: Sequence[Town]) -> None:
    if not found:
        return
    head = ["PLACE", "county", "force", "lat", "lon", "residents", "border"]
    keys = ("write", "county", "force", "lat", "lon", "population", "border")
    rows = [[str(row[key] or "") for key in keys] for row in _rows(found[:_SHOWN])]
    say("\n".join(columns([head, *rows], headed=True)))


def _rows(found: Sequence[Town]) -> list[dict[str, Any]]:
    return [
        {
            "name": town.name,
            "write": way_to_write(town),
            "other names": list(town.other_names),
            "county": town.county,
            "force": town.force,
            "lat": town.where[0],
            "lon": town.where[1],
            "population": town.population,
            "basis": town.basis,
            "border": town.border,
        }
        for town in found
    ]
