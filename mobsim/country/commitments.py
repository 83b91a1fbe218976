"""Who owes how many units to the national figure, if it is shared out by strength?

What each force owes is not public. The shipped commitments are therefore synthetic: each
national figure is apportioned by the number of officers. ``python -m mobsim.country.commitments
--write``
computes those columns of ``data/forces.csv`` anew; without ``--write`` it says whether they agree.
"""

import argparse
import csv
import io
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from mobsim.country.doctrine import PSU
from mobsim.country.lines import LONDON_REGION, LondonReading, NationalLine, load_requirements
from mobsim.ground.tables import data_path

PUBLIC_ORDER_OFFICERS = 18_000
"""Officers trained in public order, England and Wales; press, 2024, second hand."""
PUBLIC_ORDER_OFFICERS_DATE = "2024"
TRAINED_PER_COMMITMENT = 2
"""Trained crews for each crew owed, where no stock is known; assumed."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What the rule needs to know of a force."""

    force_id: str
    officers: int
    region: str
    region_alt: str
    """Region under the other reading of where North Wales belongs."""


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


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share a whole number out in proportion, by largest remainder; ties go by id.

    Parameters
    ----------
    total
        Units to share out, 0 or more.
    weights
        By id, each 0 or more. If all are 0, they count as equal.

    Returns
    -------
    dict
        Whole numbers by id that add up to ``total``, each within one of its exact share.

    >>> apportion(4, {"avon": 100, "kent": 100, "surrey": 50})
    {'avon': 2, 'kent': 1, 'surrey': 1}
    """
    if not weights:
        if total:
            raise ValueError(f"nobody to share {total} between")
        return {}
    if total < 0 or min(weights.values()) < 0:
        raise ValueError("expected a total and weights of 0 or more")
    whole = sum(weights.values())
    if not whole:
        return apportion(total, dict.fromkeys(weights, 1))
    shares = {name: total * weight // whole for name, weight in weights.items()}
    left = total - sum(shares.values())
    by_remainder = sorted(weights, key=lambda name: (-(total * weights[name] % whole), name))
    for name in by_remainder[:left]:
        shares[name] += 1
    return shares


def psu_commitments(
    strengths: Iterable[Strength],
    psu: int,
    psu_london: int,
    reading: LondonReading,
    known: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """PSUs owed by each force under one reading of "297, alongside 75 for London".

    Parameters
    ----------
    strengths
        The forces.
    psu, psu_london
        The two national figures.
    reading
        ``outside_297``: the 297 over the forces outside London, the 75 over London's.
        ``inside_297``: the 297 over all forces, the 75 on top over London's.
    known
        Shares of the 297 that need no rule, by force; the rule shares out the rest.

    Returns
    -------
    dict
        PSUs by force id; their sum is ``psu + psu_london`` under either reading.

    >>> forces = [Strength("met", 30, "london", "london"), Strength("kent", 10, "se", "se")]
    >>> psu_commitments(forces, 8, 2, "outside_297"), psu_commitments(forces, 8, 2, "inside_297")
    ({'kent': 8, 'met': 2}, {'kent': 2, 'met': 8})
    """
    forces = list(strengths)
    officers = {s.force_id: s.officers for s in forces}
    london = {s.force_id: s.officers for s in forces if s.region == LONDON_REGION}
    fixed = dict(known or {})
    sharing = {
        force_id: weight
        for force_id, weight in officers.items()
        if force_id not in fixed and (reading == "inside_297" or force_id not in london)
    }
    base = fixed | apportion(psu - sum(fixed.values()), sharing)
    on_top = apportion(psu_london, london)
    return {f: base.get(f, 0) + on_top.get(f, 0) for f in sorted(officers)}


def aep_commitments(
    strengths: Iterable[Strength], teams: int, *, alternate: bool
) -> dict[str, int]:
    """AEP teams owed: one each from the strongest forces of a region, as many as it must field.

    >>> officers = {"kent": 5, "sussex": 3, "surrey": 2}
    >>> forces = [Strength(f, n, "south-east", "south-east") for f, n in officers.items()]
    >>> aep_commitments(forces, 2, alternate=False)
    {'kent': 1, 'surrey': 0, 'sussex': 1}
    """
    regions: dict[str, list[Strength]] = {}
    for strength in strengths:
        region = strength.region_alt if alternate else strength.region
        regions.setdefault(region, []).append(strength)
    owed = {s.force_id: 0 for members in regions.values() for s in members}
    for members in regions.values():
        strongest = sorted(members, key=lambda s: (-s.officers, s.force_id))
        for turn in range(teams):  # a region of one force owes every team
            owed[strongest[turn % len(strongest)].force_id] += 1
    return dict(sorted(owed.items()))


def owed_by_rule(
    strengths: Iterable[Strength],
    lines: Iterable[NationalLine],
    reading: LondonReading = "outside_297",
    known: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Units of one kind that each force owes if the figures of its lines are shared out.

    Parameters
    ----------
    strengths
        The forces; ``region`` is the one that each mobilises with.
    lines
        Those of the kind.
    reading, known
        As of `psu_commitments`.
    """
    forces = list(strengths)
    owed = dict.fromkeys(sorted(each.force_id for each in forces), 0)
    shared = {"outside-london": 0, "london": 0, "everywhere": 0}
    for line in lines:
        shared[line.where] += line.required
        if line.per_region:
            teams = aep_commitments(forces, line.per_region, alternate=False)
            owed = {force: owed[force] + teams[force] for force in owed}
            shared[line.where] -= sum(teams.values())
    rest = apportion(shared["everywhere"], {each.force_id: each.officers for each in forces})
    split = psu_commitments(forces, shared["outside-london"], shared["london"], reading, known)
    return {force: owed[force] + rest[force] + split[force] for force in owed}


def synthetic_commitments(
    strengths: Iterable[Strength], requirements: Requirements
) -> dict[str, Commitment]:
    """Every computed column of the table of forces, by force id.

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
    aep = aep_commitments(forces, requirements.aep_region, alternate=False)
    aep_alt = aep_commitments(forces, requirements.aep_region, alternate=True)
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
        (
            Strength(row["force_id"], int(row["officers"]), row["region"], row["region_alt"])
            for row in rows
        ),
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
        prog="python -m mobsim.country.commitments", description=__doc__
    )
    parser.add_argument("--write", action="store_true", help="rewrite the table where it differs")
    write: bool = parser.parse_args(arguments).write
    path: Path = data_path("forces.csv")
    found = path.read_bytes().decode()
    expected = rewrite(found, shipped_requirements())
    if write:
        path.write_bytes(expected.encode())
    agrees = write or found == expected
    print(f"{path}: " + ("as the rule gives it" if agrees else "differs from the rule; --write it"))
    return 0 if agrees else 1


if __name__ == "__main__":
    sys.exit(main())
