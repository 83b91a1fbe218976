"""What would each force owe, and have trained, if it were shared out by strength?

What each force owes is not public. The shipped commitments are therefore synthetic: each national
figure is shared out by the number of officers. ``python -m making.synthetic_commitments --write``
computes those columns of ``data/forces.csv`` again. Without ``--write`` it says whether they agree.
"""

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace

from mobsim.country.commitments import (
    PUBLIC_ORDER_OFFICERS,
    TRAINED_PER_COMMITMENT,
    Strength,
    aep_commitments,
    apportion,
    psu_commitments,
)
from mobsim.country.doctrine import PSU
from mobsim.country.lines import load_requirements
from mobsim.ground.tables import data_path

PUBLIC_ORDER_OFFICERS_DATE = "2024"


@dataclass(frozen=True, slots=True)
class Requirements:
    """The national figures to share out."""

    psu: int
    """PSUs across England and Wales; 297 (SPR 2023 ¶120a)."""
    psu_london: int
    """PSUs for London alongside; 75 (SPR 2023 ¶120a)."""
    bdu: int
    """BDUs; 234 (SPR 2023 ¶120b)."""
    aep_region: int
    """AEP teams of each region; 2 (SPR 2023 ¶120c)."""
    psu_officers: int
    """Officers in a PSU; 25 (SPR 2023 ¶122a)."""


@dataclass(frozen=True, slots=True)
class Commitment:
    """What the rule gives one force: a field for each computed column."""

    psu_trained: int
    psu_commitment: int
    psu_commitment_inside_297: int
    psu_declared: int
    bdu_trained: int
    bdu_commitment: int
    bdu_declared: int
    aep_trained: int
    aep_commitment: int
    aep_commitment_north_west: int
    aep_declared: int


def synthetic_commitments(
    strengths: Iterable[Strength], elsewhere: Mapping[str, str], requirements: Requirements
) -> dict[str, Commitment]:
    """Every computed column of the table of forces, by force id.

    ``elsewhere`` is the region of each force under the other reading of where North Wales belongs.

    Trained PSU crews are the country's public-order officers in crews, by strength; trained
    BDU and AEP crews are twice the commitment (assumed); what is declared is what is owed.
    """
    forces = sorted(strengths, key=lambda s: s.force_id)
    officers = {s.force_id: s.officers for s in forces}
    figures = requirements.psu, requirements.psu_london
    outside = psu_commitments(forces, *figures, "outside_297")
    inside = psu_commitments(forces, *figures, "inside_297")
    trained = apportion(PUBLIC_ORDER_OFFICERS // requirements.psu_officers, officers)
    bdu = apportion(requirements.bdu, officers)
    aep = aep_commitments(forces, requirements.aep_region)
    moved = [replace(s, region=elsewhere[s.force_id]) for s in forces]
    aep_alt = aep_commitments(moved, requirements.aep_region)
    return {
        f: Commitment(
            psu_trained=trained[f],
            psu_commitment=outside[f],
            psu_commitment_inside_297=inside[f],
            psu_declared=outside[f],
            bdu_trained=TRAINED_PER_COMMITMENT * bdu[f],
            bdu_commitment=bdu[f],
            bdu_declared=bdu[f],
            aep_trained=TRAINED_PER_COMMITMENT * max(aep[f], aep_alt[f]),
            aep_commitment=aep[f],
            aep_commitment_north_west=aep_alt[f],
            aep_declared=aep[f],
        )
        for f in officers
    }


def shipped_requirements() -> Requirements:
    """The national figures of the shipped table, and the officers in a PSU."""
    lines = {each.line: each for each in load_requirements()}
    return Requirements(
        psu=lines["psu"].required,
        psu_london=lines["psu_london"].required,
        bdu=lines["bdu"].required,
        aep_region=lines["aep"].per_region or 0,
        psu_officers=PSU.officers,
    )


def rewrite(table: str, requirements: Requirements) -> str:
    """The text of the table of forces with its computed columns computed anew.

    A trained stock whose basis is ``published`` is left alone.
    """
    reader = csv.DictReader(io.StringIO(table, newline=""))
    rows = list(reader)
    rule = synthetic_commitments(
        (Strength(row["force_id"], int(row["officers"]), row["region"]) for row in rows),
        {row["force_id"]: row["region_alt"] for row in rows},
        requirements,
    )
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, reader.fieldnames or (), lineterminator="\n")
    writer.writeheader()
    for row in rows:
        computed = {k: str(v) for k, v in asdict(rule[row["force_id"]]).items()}
        if row["psu_trained_basis"] == "published":
            del computed["psu_trained"]
        else:
            computed["psu_trained_date"] = PUBLIC_ORDER_OFFICERS_DATE
        dated = {"commitment_basis": "synthetic", "commitment_date": row["officers_date"]}
        writer.writerow(row | computed | dated)
    return out.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Check the shipped table of forces against the rule, or write it anew."""
    parser = argparse.ArgumentParser(
        prog="python -m making.synthetic_commitments", description=__doc__
    )
    parser.add_argument("--write", action="store_true", help="rewrite the table where it differs")
    write: bool = parser.parse_args(arguments).write
    path = data_path("forces.csv")
    found = path.read_bytes().decode()
    expected = rewrite(found, shipped_requirements())
    if write:
        path.write_bytes(expected.encode())
    agrees = write or found == expected
    print(f"{path}: " + ("as the rule gives it" if agrees else "differs from the rule; --write it"))
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main())
