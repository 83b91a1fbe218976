"""Are the forces those of the table, and is a table that cannot be theirs refused?"""

import csv
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from mobsim.country.forces import (
    Force,
    OwnedStock,
    UnitKind,
    known_force_ids,
    lines_for,
    load_agreements,
    load_forces,
    load_kinds,
    load_regions,
    reconcile,
    shipped_force_rows,
)
from mobsim.country.lines import load_requirements, required_by_kind
from mobsim.ground.errors import InputError
from mobsim.ground.tables import data_path

Rows = list[dict[str, str]]
Change = Callable[[Rows], object]
Write = Callable[..., Path]

REQUIRED = [
    *("force_id", "name", "region", "city", "city_lat", "city_lon", "officers"),
    *("psu_trained", "psu_commitment", "psu_declared"),
    *("bdu_trained", "bdu_commitment", "bdu_declared"),
    *("aep_trained", "aep_commitment", "aep_declared"),
]

SPOTTERS = UnitKind("drone-spotters", "spotter", "spotters", "DS", 2, None, None, None, 10)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a user's table: the shipped values under some columns, then changed."""

    def write_rows(change: Change | None = None, columns: list[str] = REQUIRED) -> Path:
        with data_path("forces.csv").open(newline="", encoding="utf-8") as file:
            rows = [{c: row[c] for c in columns} for row in csv.DictReader(file)]
        if change:
            change(rows)
        path = tmp_path / "return.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write_rows


def the(rows: Rows, force_id: str) -> dict[str, str]:
    return next(row for row in rows if row["force_id"] == force_id)


def told(path: Path, **options: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_forces(path, **options)  # type: ignore[arg-type]
    return [str(fault).removeprefix(f"{path}:").strip() for fault in caught.value.faults]


def psus(forces: tuple[Force, ...]) -> dict[str, OwnedStock]:
    return {force.force_id: force.stock["psu"] for force in forces}


def test_there_are_43_forces_in_order_of_id() -> None:
    ids = [force.force_id for force in load_forces()]
    assert 43 == len(ids)
    assert sorted(ids) == ids
    assert tuple(ids) == known_force_ids()


def test_the_shipped_table_is_in_order_and_synthetic_on_every_row() -> None:
    rows = shipped_force_rows()
    assert sorted(row.force_id for row in rows) == [row.force_id for row in rows]
    assert {"synthetic"} == {row.commitment_basis for row in rows}


def test_only_north_wales_changes_its_region() -> None:
    moved = {r.force_id for r in shipped_force_rows() if r.region != r.region_alt}
    assert {"north-wales"} == moved
    regions = {f.force_id: f.region for f in load_forces(north_wales="north-west")}
    assert "north-west" == regions["north-wales"]


def test_borders_run_both_ways_and_tiles_do_not_overlap() -> None:
    rows = {row.force_id: row for row in shipped_force_rows()}
    for force_id, row in rows.items():
        assert all(force_id in rows[other].neighbours for other in row.neighbours)
    assert 43 == len({(row.tile_column, row.tile_row) for row in rows.values()})


def test_officers_add_up_to_the_published_total_within_a_thousandth() -> None:
    assert 146_442 == pytest.approx(sum(r.officers for r in shipped_force_rows()), rel=1e-3)


def test_published_stock_stands_before_the_rule() -> None:
    found = psus(load_forces())
    assert {"kent": 16, "west-midlands": 62} == {
        f: found[f].trained for f in ("kent", "west-midlands")
    }


def test_what_is_declared_is_what_is_owed_under_every_reading_of_the_shipped_table() -> None:
    for forces in (
        load_forces(),
        load_forces(london="inside_297"),
        load_forces(north_wales="north-west"),
        load_forces(commitments="published"),
    ):
        for force in forces:
            assert all(s.declared == s.commitment for s in force.stock.values())


def test_london_inside_the_297_leaves_less_for_the_others_to_owe() -> None:
    found = psus(load_forces(london="inside_297"))
    assert (16, 8) == (found["west-midlands"].commitment, found["kent"].commitment)
    assert 372 == sum(stock.commitment for stock in found.values())


def test_published_commitments_are_kept_and_the_rest_of_the_297_shared_out() -> None:
    for reading in ("outside_297", "inside_297"):
        found = psus(load_forces(commitments="published", london=reading))
        published = {f: found[f].commitment for f in ("west-midlands", "kent", "sussex")}
        assert {"west-midlands": 21, "kent": 11, "sussex": 9} == published
        assert 372 == sum(stock.commitment for stock in found.values())
        assert all(stock.trained >= stock.commitment for stock in found.values())


def test_a_kind_without_columns_is_shared_out_by_strength_and_trained_twice_over() -> None:
    forces = load_forces(kinds=[*load_kinds(), SPOTTERS])
    stock = [force.stock["drone-spotters"] for force in forces]
    assert 10 == sum(s.commitment for s in stock)
    assert all((2 * s.commitment, s.commitment) == (s.trained, s.declared) for s in stock)


def test_a_force_can_be_sent_to_another_process() -> None:
    forces = load_forces()
    assert forces == pickle.loads(pickle.dumps(forces))


def test_a_table_of_the_required_columns_alone_gives_the_shipped_forces(write: Write) -> None:
    assert load_forces() == load_forces(write())


def test_a_return_declares_what_it_declares(write: Write) -> None:
    path = write(lambda rows: the(rows, "kent").update(psu_declared="10"))
    assert OwnedStock(16, 11, 10) == psus(load_forces(path))["kent"]


def test_a_kind_may_have_columns_of_its_own(write: Write) -> None:
    def add(rows: Rows) -> None:
        for row in rows:
            row |= {f"prt_standard_{n}": "3" for n in ("trained", "commitment", "declared")}

    forces = load_forces(write(add))
    assert {OwnedStock(3, 3, 3)} == {force.stock["prt-standard"] for force in forces}


def test_a_kind_has_all_three_of_its_columns_or_none(write: Write) -> None:
    def add(rows: Rows) -> None:
        for row in rows:
            row["dogs_trained"] = "3"
        rows[0]["dogs_trained"] = ""

    lines = told(write(add))
    assert "dogs_commitment: the column is missing, although dogs_trained" in lines[0]
    assert "dogs_declared: the column is missing, although dogs_trained" in lines[1]
    assert "found an empty cell, expected a whole number; write 0 for none" in lines[2]


def test_columns_of_an_unknown_kind_are_refused(write: Write) -> None:
    def add(rows: Rows) -> None:
        for row in rows:
            row["dog_trained"] = "3"

    [line] = told(write(add))
    assert "unknown column 'dog_trained'; did you mean 'dogs_trained'?" in line


def test_a_table_of_42_forces_names_the_one_that_is_missing(write: Write) -> None:
    path = write(lambda rows: rows.remove(the(rows, "kent")))
    assert ["force_id: found 42 forces, expected 43; add a row for kent"] == told(path)


def test_an_unknown_force_gets_the_nearest_name(write: Write) -> None:
    path = write(lambda rows: the(rows, "avon-somerset").update(force_id="avon-somerst"))
    assert ["2:1: force_id: unknown force 'avon-somerst'; did you mean 'avon-somerset'?"] == told(
        path
    )


def test_a_city_that_is_swapped_or_lacks_its_minus_is_a_fault_with_the_hint(write: Write) -> None:
    def spoil(rows: Rows) -> None:
        west, kent, south = (the(rows, name) for name in ("west-yorkshire", "kent", "south-wales"))
        west["city_lon"] = west["city_lon"].removeprefix("-")
        kent["city_lat"], kent["city_lon"] = kent["city_lon"], kent["city_lat"]
        south["city_lon"] = south["city_lon"].removeprefix("-")

    swapped = "are latitude and longitude swapped?"
    hints = [line.rpartition("; ")[2] for line in told(write(spoil))]
    assert sorted([swapped, swapped, *2 * ["is the minus sign missing?"]]) == sorted(hints)


def test_a_scenario_s_table_of_forces_may_be_a_workbook(write: Write, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.create_sheet("Forces")
    with write().open(newline="", encoding="utf-8") as file:
        for row in csv.reader(file):
            book["Forces"].append([int(cell) if cell.isdecimal() else cell for cell in row])
    book.save(tmp_path / "forces.xlsx")
    assert load_forces(write()) == load_forces(tmp_path / "forces.xlsx")


def test_a_table_with_a_slip_and_a_force_too_few_is_told_of_both(write: Write) -> None:
    def spoil(rows: Rows) -> None:
        the(rows, "kent").update(force_id="knt")
        rows.remove(the(rows, "surrey"))

    lines = told(write(spoil))
    assert (
        "force_id: found 41 forces, expected 43; add a row for kent, surrey; "
        "an unknown force may be meant for one of them" == lines[0]
    )
    assert "unknown force 'knt'; did you mean 'kent'?" in lines[1]


def test_a_force_that_stands_twice_is_not_counted_for_the_one_that_is_missing(write: Write) -> None:
    def spoil(rows: Rows) -> None:
        rows.remove(the(rows, "surrey"))
        rows.append(dict(the(rows, "kent")))

    lines = told(write(spoil))
    assert "force_id: found 42 forces, expected 43; add a row for surrey" == lines[0]
    assert "'kent' appears twice" in lines[1]


def test_a_force_that_stands_twice_is_refused(write: Write) -> None:
    lines = told(write(lambda rows: rows.append(dict(rows[0]))))
    assert [
        "45:1: force_id: 'avon-somerset' appears twice, first on line 2; delete one of them"
    ] == (lines)


def test_a_number_that_is_none_is_told_beside_faults_of_the_whole_table(write: Write) -> None:
    def spoil(rows: Rows) -> None:
        the(rows, "kent")["officers"] = "4,100"
        the(rows, "essex")["region"] = "east"
        the(rows, "sussex")["psu_trained"] = "7"
        rows.remove(the(rows, "surrey"))

    lines = told(write(spoil))
    assert "force_id: found 42 forces, expected 43; add a row for surrey" == lines[0]
    assert "region of essex: unknown region 'east'; did you mean" in lines[1]
    assert "officers of kent: found '4,100', expected a whole number" in lines[2]
    assert "psu_trained of sussex: found 7 trained, expected at least the 8" in lines[3]


def test_too_few_trained_do_not_hide_totals_that_do_not_add_up(write: Write) -> None:
    path = write(lambda rows: the(rows, "kent").update(psu_commitment="17"))
    lines = told(path)
    assert "psu: the commitments add up to 303, expected 297: 6 too many" in lines[0]
    assert "psu_trained of kent: found 16 trained, expected at least the 17" in lines[1]
    assert 1 == len(told(path, allow_unreconciled=True))


def test_a_region_without_forces_is_refused(write: Write) -> None:
    def move(rows: Rows) -> None:
        for row in rows:
            if row["region"] == "wales":
                row["region"] = "north-west"

    [line] = told(write(move))
    assert "region: no force is in region 'wales'; add one to it, or delete the region" == line


def test_commitments_that_do_not_add_up_are_refused_with_the_difference(write: Write) -> None:
    path = write(lambda rows: the(rows, "kent").update(psu_commitment="12", bdu_commitment="5"))
    move = "correct them, or set allow_unreconciled: true"
    assert [
        f"bdu: the commitments add up to 233, expected 234: 1 too few; {move}",
        f"psu: the commitments add up to 298, expected 297: 1 too many; {move}",
    ] == told(path)


def test_commitments_that_do_not_add_up_can_be_accepted(write: Write) -> None:
    path = write(lambda rows: the(rows, "kent").update(psu_commitment="12"))
    forces = load_forces(path, allow_unreconciled=True)
    lines = {line.line: line.difference for line in reconcile(forces, load_requirements())}
    assert {"psu": 1, "psu_london": 0, "bdu": 0, "aep": 0} == lines


def test_units_of_london_do_not_count_towards_the_297_outside_it(write: Write) -> None:
    path = write(lambda rows: the(rows, "metropolitan").update(psu_commitment="80"))
    [line] = told(path)
    assert "psu_london: the commitments add up to 82, expected 75: 7 too many" in line


def test_another_reading_needs_its_column(write: Write) -> None:
    [line] = told(write(), london="inside_297")
    assert "psu_commitment_inside_297: the requested reading needs this column" in line
    lines = told(write(), north_wales="north-west")
    assert "aep_commitment_north_west: the requested reading needs this column" in lines[0]
    assert "region_alt: the requested reading needs this column" in lines[1]


def test_a_return_under_another_reading_keeps_what_it_declares(write: Write) -> None:
    path = write(columns=[*REQUIRED, "psu_commitment_inside_297"])
    assert OwnedStock(62, 16, 21) == psus(load_forces(path, london="inside_297"))["west-midlands"]


def test_published_commitments_do_not_overwrite_a_return(write: Write) -> None:
    [line] = told(write(), commitments="published")
    assert "published commitments are available only for the shipped table" in line


def test_a_kind_without_a_national_figure_has_no_line() -> None:
    lines = {line.kind for line in lines_for(load_kinds())}
    assert {"psu", "bdu", "aep"} == lines


def test_a_psu_is_25_officers_and_the_nation_9300() -> None:
    psu = load_kinds()[0]
    assert 25 == psu.officers
    assert 9_300 == psu.officers * required_by_kind(load_requirements())["psu"]


def test_ranks_that_do_not_add_up_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "kinds.csv"
    header = "kind_id,name,plural,short,officers,inspectors,sergeants,constables,drivers"
    path.write_text(header + "\npsu,unit,units,PSU,25,1,3,18,2\n")
    with pytest.raises(InputError, match="the ranks add up to 24, expected 25 officers"):
        load_kinds(path)


def test_there_are_nine_regions_with_two_desks_each() -> None:
    assert [2] * 9 == [region.desks for region in load_regions()]


def test_no_shipped_agreement_is_in_force_by_itself() -> None:
    assert () == load_agreements()
    assert 2 == len(load_agreements(examples=True))


def test_an_agreement_without_kinds_covers_all_of_them(tmp_path: Path) -> None:
    path = tmp_path / "agreements.csv"
    path.write_text("agreement_id,forces\npair,surrey;sussex\n")
    [agreement] = load_agreements(path)
    assert (frozenset({"surrey", "sussex"}), None) == (agreement.forces, agreement.kinds)


def test_an_agreement_of_one_or_with_strangers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "agreements.csv"
    path.write_text("agreement_id,forces,kinds\nlone,kent,\npair,surrey;susex,dog\n")
    with pytest.raises(InputError) as caught:
        load_agreements(path)
    lines = [fault.message for fault in caught.value.faults]
    assert [
        "found 'kent', expected two or more forces joined by ';'",
        "unknown force 'susex'; did you mean 'sussex'?",
        "unknown kind 'dog'; did you mean 'dogs'?",
    ] == lines


def test_a_force_declares_no_more_than_it_has_trained(write: Write) -> None:
    [line] = told(write(lambda rows: the(rows, "kent").update(psu_declared="17")))
    assert "psu_trained of kent: found 16 trained, expected at least the 17 in psu_declared" in line
