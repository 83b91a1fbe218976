"""How do the findings of a stress test look?"""

from mobsim.looking import figures
from mobsim.looking.figures import Gauge, Picture, Tile
from mobsim.stress.findings import CLASSES, GATING, Findings, ForceBreakingPoint
from mobsim.stress.search_rows import tiles_of


def breaking_map(findings: Findings, reading: str = "") -> Picture:
    """The largest need of each force that is met on time, on a map of tiles.

    Parameters
    ----------
    reading
        Id of one of the findings' readings; by default the last that was searched, as is likely.

    Raises
    ------
    InputError
        When no force was searched under the reading.
    """
    searched = list(dict.fromkeys(row.reading for row in findings.map))
    if not searched:
        return figures.nothing(_titled(findings, ""), "No force was searched (n = 0 nights).")
    if reading:
        figures.check_picture(reading, searched)
    under = reading or searched[-1]
    rows = {row.force: row for row in findings.map if row.reading == under}
    names = {each.reading_id: each.name for each in findings.readings}
    title = _titled(findings, f" — {names.get(under, under)}")
    return figures.tiles(_tiles(rows), title, "PSUs, median night", _map_note(findings, rows))


def capacity(findings: Findings) -> Picture:
    """What is declared of each national line, and in use in the worst test that it must hold."""
    gating = {test.test_id for test in findings.tests if test.pack_class in GATING}
    rows = []
    for stock in findings.stock:
        spare = [
            row.buffer
            for row in findings.lines
            if (row.line, row.region) == (stock.line, "") and row.test in gating
        ]
        if not stock.region:
            in_use = stock.declared - min(spare, default=float(stock.declared))
            rows.append(Gauge(stock.name, stock.required, stock.declared, in_use))
    tests = " and ".join(CLASSES[each].lower() for each in GATING)
    note = f"in use: median night (n = {findings.nights} nights) of the worst test, {tests}"
    return figures.capacity(rows, f"{findings.quarter}: the national lines{_trial(findings)}", note)


def _titled(findings: Findings, under: str) -> str:
    return f"{findings.quarter}: largest need met on time{under}{_trial(findings)}"


def _trial(findings: Findings) -> str:
    return " — a trial, to conclude nothing from" if findings.quick else ""


def _tiles(rows: dict[str, ForceBreakingPoint]) -> list[Tile]:
    places = {force: place for force, place in tiles_of().items() if force not in rows}
    unknown = [Tile(column, row, label, None) for column, row, label in places.values()]
    known = [
        Tile(each.tile_column, each.tile_row, each.tile_label, each.largest.estimate)
        for each in rows.values()
        if each.tile_label
    ]
    return known + unknown


def _map_note(findings: Findings, rows: dict[str, ForceBreakingPoint]) -> str:
    nights = {row.largest.n for row in rows.values()} or {findings.nights}
    count = " to ".join(str(each) for each in sorted({min(nights), max(nights)}))
    return f"n = {count} nights a force;  – not searched, or not bounded by what was tried"
