"""``mobsim calendar``: how many units do a year's planned events take, and on which days?"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mobsim.cli.options import json_option, say, say_json, say_next
from mobsim.ground.errors import listed
from mobsim.ground.text_layout import columns, wrapped

if TYPE_CHECKING:
    from mobsim.telling.planned_year import PlannedDay, PlannedYear

_SHOWN_KINDS = ("psu", "bdu", "aep")
_SHOWN_FORCES = 10
_SHOWN_DAYS = 5


def _day(context: click.Context, option: click.Parameter, text: str | None) -> date | None:
    from mobsim.scenario.file.times import read_day

    try:
        return read_day(text) if text else None
    except ValueError as error:
        raise click.BadParameter(str(error), context, option) from None


@click.command(epilog="Example:  mobsim calendar events.csv --from 2026-04-01 --to 2027-03-31")
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "--from", "first", metavar="DAY", callback=_day, help="First day, such as 2026-04-01."
)
@click.option("--to", "last", metavar="DAY", callback=_day, help="Last day.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change a setting, such as --set drawdown=extensive. May be repeated.",
)
@json_option
def calendar(
    table: Path, first: date | None, last: date | None, settings: tuple[str, ...], as_json: bool
) -> None:
    """Show how many units the planned events in TABLE take in each month and on the worst days.

    TABLE is a CSV file or a workbook with one event in each row. A scenario can use the same table.
    'mobsim new --calendar events.csv' writes a table to start from.

    The units that forces can lend depend on the share of officers on leave in each month. For the
    worst days, the command also shows how many units all 43 forces could lend if nothing were
    planned.
    """
    from mobsim.scenario.file.listed_tables import ENDINGS
    from mobsim.telling.planned_year import planned_year

    if table.suffix.lower() not in ENDINGS:
        raise click.UsageError(f"found {table.name!r}, expected a table: a .csv or .xlsx file")
    year = planned_year(table, first, last, settings)
    if as_json:
        say_json("calendar", asdict(year))
        return
    _say_year(table, year)
    say_next(f"write 'calendar: {table.name}' in a scenario in the same folder")


def _say_year(table: Path, year: "PlannedYear") -> None:
    from mobsim.telling.planned_year import day_in_words

    count = f"{year.events} event{'' if year.events == 1 else 's'}"
    say(f"{table}: {count} from {day_in_words(year.first)} to {day_in_words(year.last)}")
    if year.without:
        more = "1 more event" if year.without == 1 else f"{year.without} more events"
        say(f"The table has {more} outside these dates.")
    kinds = _kinds(year)
    names = [kind.upper() if kind in _SHOWN_KINDS else kind for kind in kinds]
    heads = ["MONTH", "events", *names, *(f"{name} hours" for name in names)]
    rows = [
        [each.month, str(each.events), *_cells(each.units, kinds), *_cells(each.hours, kinds)]
        for each in year.months
    ]
    say("", *columns([heads, *rows], headed=True))
    heads = ["FORCE", "hosts", *(f"own {name}" for name in names), *(f"lent {n}" for n in names)]
    shown = year.forces[:_SHOWN_FORCES]
    rows = [
        [each.name, str(each.hosts), *_cells(each.own, kinds), *_cells(each.lent, kinds)]
        for each in shown
    ]
    say("", *columns([heads, *rows], headed=True))
    if len(year.forces) > len(shown):
        say(f"and {len(year.forces) - len(shown)} more; --json lists all.")
    say("", "Worst days: units out at once, and units that could be lent if nothing were planned")
    for day in year.days[:_SHOWN_DAYS]:
        say(*wrapped(_day_told(day), indent="  ", further="    "))
    if year.short:
        say("", "Units that forces cannot provide")
        for each in year.short:
            say(*wrapped(each, indent="  ", further="    "))


def _day_told(day: "PlannedDay") -> str:
    from mobsim.country.forces import in_the_plural, load_kinds
    from mobsim.telling.planned_year import day_in_words

    several = {each.kind_id: in_the_plural(each.short, each.plural) for each in load_kinds()}
    out = f"{day.out} out, {day.lent or 'none'} of them lent; {day.lendable} could be lent"
    return f"{day_in_words(day.day)}, {several[day.kind]}: {out}: {listed(day.events)}"


def _kinds(year: "PlannedYear") -> list[str]:
    found = {kind for month in year.months for kind in month.units}
    return [*(kind for kind in _SHOWN_KINDS if kind in found), *sorted(found - {*_SHOWN_KINDS})]


def _cells(counts: Mapping[str, Any], kinds: Iterable[str]) -> list[str]:
    return [f"{counts.get(kind, 0):,.0f}" for kind in kinds]
