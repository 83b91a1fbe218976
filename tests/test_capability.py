"""Do returns grow by capability and by kinds of a centre's own, and does all of it come back?"""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from mobsim.cli.main import main
from mobsim.country.forces import load_forces
from mobsim.country.returns import (
    Difference,
    Returns,
    differences,
    forces_csv,
    freeze,
    import_returns,
    kind_totals,
    published_figures,
    read_returns,
    write_template,
)
from mobsim.country.returns.capability_rows import CAPABILITY_COLUMNS, CapabilityRow, meaning_of
from mobsim.country.returns.importing import completed
from mobsim.country.returns.keeping import to_csv
from mobsim.country.returns.return_rows import COLUMNS, LATER_COLUMNS
from mobsim.ground.errors import InputError
from mobsim.stress.paper import write_paper
from tests.findings_made import findings
from tests.resealing import reseal

Q3, Q4 = read_returns("2026-Q3"), read_returns("2026-Q4")
SIGNED = {"date": "2027-03-01", "signed_by": "Head of Operations"}
KINDS = """kind_id,name,plural,short,officers,trained_to
drones,drone team,drone teams,Drones,3,drone pilot
"""


def rows_of(returns: Returns) -> list[dict[str, str]]:
    return list(csv.DictReader(to_csv(returns.rows).splitlines()))


def put(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def with_capability(
    tmp_path: Path, *rows: Mapping[str, str], heads: tuple[str, ...] = ()
) -> Returns:
    """The next quarter, with the numbers of the last and these rows of capability."""
    returns = put(tmp_path / "returns.csv", COLUMNS, rows_of(Q4))
    columns = heads or CAPABILITY_COLUMNS
    facts = put(tmp_path / "facts.csv", columns, [dict(row) for row in rows])
    return import_returns([returns, facts], "2027-Q1", Q4)


def with_drones(tmp_path: Path) -> Returns:
    """The next quarter, in which Kent and Essex return drone teams too."""
    (tmp_path / "kinds.csv").write_text(KINDS, encoding="utf-8")
    drones = {"kind": "drones", "trained": "4", "commitment": "0", "declared": "3"}
    rows = [*rows_of(Q4), *({"force_id": each, **drones, **SIGNED} for each in ("kent", "essex"))]
    table = put(tmp_path / "returns.csv", COLUMNS, rows)
    return import_returns([table], "2027-Q1", Q4, kinds=tmp_path / "kinds.csv")


# --- every kind comes back ----------------------------------------------------------------------


def test_a_made_up_kind_comes_back_in_the_page_the_workbook_and_the_json(tmp_path: Path) -> None:
    kinds = [each.model_dump() for each in kind_totals(with_drones(tmp_path), Q4)]
    found = findings(kinds=kinds)
    write_paper(found, tmp_path)
    page = (tmp_path / "stress.html").read_text(encoding="utf-8")
    cells = [">drone teams<", ">2<", ">8<", ">0<", ">6<", ">–<", ">–<", "no national figure is set"]
    [row] = [line for line in page.splitlines() if cells[0] in line and cells[-1] in line]
    places = [0]
    for cell in cells:
        places.append(row.index(cell, places[-1]))
    sheet = openpyxl.load_workbook(tmp_path / "stress.xlsx")["kinds"]
    names = [cell.value for cell in sheet[1]]
    told = [dict(zip(names, line, strict=True)) for line in sheet.iter_rows(values_only=True)]
    drones = {line["region"]: line["declared"] for line in told if line["kind"] == "drones"}
    assert (6, 3, 3, None) == tuple(
        drones[region] for region in (None, "south-east", "eastern", "wales")
    )
    document = json.loads(found.model_dump_json())
    assert 6 == next(e["declared"] for e in document["kinds"] if e["kind"] == "drones")


def test_every_kind_has_its_figure_beside_it_or_says_that_none_is_set() -> None:
    national = {each.kind: each for each in kind_totals(Q4, Q3) if not each.region}
    assert "297, and 75 for London" == national["psu"].requirement
    assert "18, and 2 in each region" == national["aep"].requirement
    assert "no national figure is set (SPR 2023 ¶121)" == national["police-liaison"].requirement
    assert (0, None) == (national["dogs"].forces, national["dogs"].declared)
    wales = next(e for e in kind_totals(Q4, Q3) if (e.kind, e.region) == ("aep", "wales"))
    assert (1, 2, "fail", 2) == (
        wales.declared,
        wales.required,
        wales.verdict,
        wales.declared_before,
    )


def test_a_kind_of_ones_own_is_frozen_with_its_table_and_may_be_returned_again(
    tmp_path: Path,
) -> None:
    made = with_drones(tmp_path)
    kept = read_returns(freeze(made, tmp_path / "set"))
    assert (made.rows, made.added_kinds) == (kept.rows, kept.added_kinds)
    again = import_returns([tmp_path / "returns.csv"], "2027-Q2", kept)
    assert "drones" in {row.kind for row in again.rows}
    with pytest.raises(InputError, match=r"unknown kind 'drones'.* --kinds"):
        import_returns([tmp_path / "returns.csv"], "2027-Q2", Q4)
    table = tmp_path / "set" / "kinds.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",3,", ",4,"), encoding="utf-8")
    reseal(tmp_path / "set")
    with pytest.raises(InputError, match=r"kinds\.csv: was changed after it was frozen"):
        read_returns(tmp_path / "set")


def test_a_shipped_kind_is_not_added_again(tmp_path: Path) -> None:
    (tmp_path / "kinds.csv").write_text(KINDS.replace("drones", "psu"), encoding="utf-8")
    table = put(tmp_path / "returns.csv", COLUMNS, rows_of(Q4))
    with pytest.raises(InputError, match="the kind 'psu' is shipped; choose another id"):
        import_returns([table], "2027-Q1", Q4, kinds=tmp_path / "kinds.csv")


# --- capability ---------------------------------------------------------------------------------


def test_what_is_left_empty_is_not_returned_and_what_says_nothing_is_no_row(tmp_path: Path) -> None:
    kent = {"force_id": "Kent Police", "kit": "Partly", "crews_60": "0", **SIGNED}
    kent |= {"muster_tested": "14/11/2025"}
    made = with_capability(tmp_path, kent, {"force_id": "essex"})
    row = read_returns(freeze(made, tmp_path / "set")).capability_of("kent")
    assert row is not None
    assert ("partly", 0, None, None) == (row.kit, row.crews_60, row.crews_20, row.vehicles)
    assert "2025-11-14" == row.muster_tested
    assert made.capability_of("essex") is None
    [note] = [note for note in made.sources[1].notes if "nothing" in note]
    assert "1 row names a force but says nothing about its capability" == note


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"force_id": "knet"}, "unknown force 'knet'; did you mean 'kent'?"),
        ({"gold_current": "-1"}, "gold_current of kent: found '-1', expected 0 or more"),
        ({"kit": "mostly"}, "kit of kent: found 'mostly'; expected one of: no, partly, yes"),
        ({"kit": "y"}, "kit of kent: found 'y'; did you mean 'yes'?"),
        (
            {"tests_last": "07/12/2026"},
            "which can mean either of two days; write 2026-12-07 or 2026-07-12",
        ),
        ({"tests_last": "31/02/2026"}, "found '31/02/2026', expected a day such as '2026-12-07'"),
        ({"muster_tested": "May"}, "found 'May', expected a day such as '2026-12-07'"),
        ({"tests_last": "2027-06-01"}, "expected a day up to the end of 2027-Q1, 2027-03-31"),
        (
            {"crews_20_night": "2", "crews_60_night": "1"},
            "crews_20_night of kent: found 2, expected at most the 1 in crews_60_night",
        ),
        ({"signed_by": ""}, "signed_by of kent: found an empty cell, expected the post of"),
        (
            {"date": "01/03/2027"},
            "date of kent: found '01/03/2027', which can mean either of two days",
        ),
        ({"date": "2027-04-01"}, "date of kent: found 2027-04-01, expected a day up to the end"),
    ],
)
def test_what_cannot_be_meant_of_a_capability_is_a_fault(
    tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    with pytest.raises(InputError) as caught:
        with_capability(tmp_path, {"force_id": "kent", "tests": "1", **SIGNED, **cells})
    [fault] = caught.value.faults
    assert words in f"{fault.path}: {fault.message}"


def test_a_column_that_is_not_known_is_a_fault_with_the_nearest(tmp_path: Path) -> None:
    heads = ("force_id", "kit", "gold_curent", "date", "signed_by")
    with pytest.raises(
        InputError, match="unknown column 'gold_curent'; did you mean 'gold_current'"
    ):
        with_capability(tmp_path, {"force_id": "kent", "kit": "yes", **SIGNED}, heads=heads)


def test_two_rows_of_one_force_are_a_fault_in_two_files_as_in_one(tmp_path: Path) -> None:
    columns, row = ("force_id", "kit", "date", "signed_by"), {"force_id": "kent", "kit": "yes"}
    files = [put(tmp_path / f"{n}.csv", columns, [row | SIGNED]) for n in "ab"]
    returns = put(tmp_path / "returns.csv", COLUMNS, rows_of(Q4))
    with pytest.raises(InputError, match=r"'kent' is also in .*a\.csv, line 2; delete one"):
        import_returns([returns, *files], "2027-Q1", Q4)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"gold_accredited": "2", "gold_current": "3"},
            "has 3 gold commanders, more than the 2 accredited",
        ),
        (
            {
                "inspectors_level_3": "1",
                "sergeants_level_3": "2",
                "constables_level_3": "3",
                "in_date_level_3": "7",
            },
            "has 7 officers in date at level 3, more than the 6 trained",
        ),
        ({"crews_60_late": "99"}, "musters 99 PSUs (crews_60_late), more than the 16 trained"),
        ({"carriers_equipped": "99"}, "has 99 carriers equipped, more than the 48 it has"),
        ({"kit": "yes", "date": "2026-06-30"}, "is older than 2 quarters: of 2026-06-30"),
    ],
)
def test_what_does_not_go_together_is_a_remark_and_no_fault(
    tmp_path: Path, cells: dict[str, str], words: str
) -> None:
    made = with_capability(tmp_path, {"force_id": "kent", **SIGNED, **cells})
    assert [words] == [e.text for e in made.remarks if (e.force, e.kind) == ("kent", "")]


def test_what_is_needed_at_home_and_owed_beyond_what_is_trained_is_a_remark(tmp_path: Path) -> None:
    rows = rows_of(Q4)
    kent = next(row for row in rows if (row["force_id"], row["kind"]) == ("kent", "psu"))
    told = {}
    for need in ("5", "6"):
        kent["local_need"] = need
        made = import_returns([put(tmp_path / "a.csv", COLUMNS, rows)], "2027-Q1")
        told[need] = [e.text for e in made.remarks if (e.force, e.kind) == ("kent", "psu")]
    assert [] == told["5"]
    assert ["needs 6 at home and owes 11, 17 together, and has trained 16"] == told["6"]


def test_quarters_differ_in_capability_and_a_silent_force_is_one_difference() -> None:
    kent, essex = (CapabilityRow(force_id=f, **SIGNED, kit="yes") for f in ("kent", "essex"))
    moved = kent.model_copy(update={"kit": "no", "crews_60": 2, "remarks": "new"})
    before, after = completed(Q4, None, [kent, essex]), completed(Q4, None, [moved])
    assert [
        Difference("essex", "", "capability", "1 fact", None, "not in the later return"),
        Difference("kent", "", "crews_60", None, 2),
        Difference("kent", "", "kit", "yes", "no"),
    ] == differences(before, after)


def test_a_partial_import_keeps_what_was_said_of_capability_and_says_so(tmp_path: Path) -> None:
    returns = put(tmp_path / "returns.csv", COLUMNS, rows_of(Q4))
    made = import_returns([returns], "2027-Q1", Q4, partial=True)
    assert Q4.capability == made.capability
    texts = [e.text for e in made.remarks if (e.force, e.kind) == ("kent", "")]
    assert ["no return of its capability; the numbers of 2026-Q4 are kept"] == texts
    bare = import_returns([returns], "2027-Q1", Q4)
    assert () == bare.capability
    texts = [e.text for e in bare.remarks if (e.force, e.kind) == ("kent", "")]
    assert [
        "did not report its capability this quarter, unlike last quarter; nothing is kept"
    ] == texts


# --- templates, sets and tables of forces -------------------------------------------------------


def test_a_template_asks_for_capability_and_its_filled_sheet_is_read(tmp_path: Path) -> None:
    path = write_template(tmp_path / "kent.xlsx", "kent", Q4)
    book = openpyxl.load_workbook(path)
    sheet = book["capability"]
    assert list(CAPABILITY_COLUMNS) == [cell.value for cell in sheet[1]]
    help_sheet = [cell.value for cell in book["how to fill this in"]["B"]]
    assert {meaning_of(column) for column in CAPABILITY_COLUMNS} <= set(help_sheet)
    for column, value in {"crews_60": 3, "tactics": "yes", **SIGNED}.items():
        sheet.cell(2, CAPABILITY_COLUMNS.index(column) + 1).value = value
    for line, row in enumerate((Q4.of("kent", kind) for kind in ("psu", "bdu", "aep")), start=2):
        for place, column in enumerate(COLUMNS, start=1):
            book["return"].cell(line, place).value = getattr(row, column)
    book.save(path)
    made = import_returns([path], "2027-Q1", Q4, partial=True)
    row = made.capability_of("kent")
    assert row is not None
    assert (3, "yes", None) == (row.crews_60, row.tactics, row.gold_current)
    assert Q4.of("kent", "psu") == made.of("kent", "psu")
    assert ("kent", "psu") not in made.carried


def test_a_template_of_capability_may_be_csv(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    assert 0 == main(["stress", "template", str(path), "--force-id", "kent", "--capability"])
    [row] = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    assert ["kent"] == [cell for cell in row.values() if cell]
    with pytest.raises(InputError, match="has both tables; omit the option"):
        write_template(tmp_path / "c.xlsx", "kent", capability=True)


def test_a_set_that_says_nothing_new_has_the_files_and_columns_that_it_had(tmp_path: Path) -> None:
    rows = [{c: t for c, t in row.items() if c not in LATER_COLUMNS} for row in rows_of(Q4)]
    columns = tuple(column for column in COLUMNS if column not in LATER_COLUMNS)
    made = import_returns([put(tmp_path / "a.csv", columns, rows)], "2027-Q1")
    folder = freeze(made, tmp_path / "set")
    names = {"manifest.json", "quarter.json", "returns.csv"}
    assert names == {path.name for path in folder.iterdir()}
    assert (tmp_path / "a.csv").read_bytes() == (folder / "returns.csv").read_bytes()
    assert "capability" not in (folder / "quarter.json").read_text(encoding="utf-8")


def test_the_table_of_forces_has_kinds_of_ones_own_only_if_asked_and_no_capability(
    tmp_path: Path,
) -> None:
    made = with_drones(tmp_path)
    assert forces_csv(completed(Q4)) == forces_csv(made)
    table = tmp_path / "forces.csv"
    table.write_text(forces_csv(made, added=True), encoding="utf-8")
    forces = {e.force_id: e for e in load_forces(table, kinds=made.kinds, allow_unreconciled=True)}
    assert 3 == forces["kent"].stock["drones"].declared


def test_an_import_prints_every_kind_and_how_many_say_something_of_capability(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_drones(tmp_path)
    asked = ["stress", "import", str(tmp_path / "returns.csv"), "--quarter", "2027-Q1"]
    kinds = ["--kinds", str(tmp_path / "kinds.csv"), "--last", "2026-Q4", "--partial", "--dry-run"]
    assert 0 == main([*asked, *kinds])
    out = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "drone teams 2 8 6 – no national figure is set" in out
    assert "Capability: returned by 0 of 43 forces; that of 40 is kept from last quarter" in out


# --- what is shipped ----------------------------------------------------------------------------


def test_every_shipped_row_of_capability_says_that_it_is_synthetic() -> None:
    assert 40 == len(Q4.capability)
    assert {"synthetic"} == {row.remarks for row in (*Q3.capability, *Q4.capability)}


def test_published_figures_stand_in_columns_that_a_return_has() -> None:
    known = {"return": set(COLUMNS), "capability": set(CAPABILITY_COLUMNS)}
    for figure in published_figures():
        assert figure.about == "finding" or figure.column in known[figure.about]
    said = {(f.force_id, f.column): (f.value, f.stands) for f in published_figures()}
    assert ("16", "stated") == said["kent", "trained"]
    assert ("75", "at-least") == said["west-midlands", "trained"]
    assert ("recipient", "stated") == said["west-midlands", "net-aid"]
    assert ("kent", "local_need") not in said
