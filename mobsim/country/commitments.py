"""How are the national figures shared out between the forces?

The commitment of each force is not public. The shipped commitments are therefore synthetic: a rule
shares out each national figure according to the number of officers in each force.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mobsim.country.lines import LONDON_REGION, LondonReading, NationalLine

PUBLIC_ORDER_OFFICERS = 18_000
"""Number of public order officers in England and Wales, as reported in the press in 2024."""
TRAINED_PER_COMMITMENT = 2
"""Assumed number of trained crews for each committed crew, if the trained crews are unknown."""


@dataclass(frozen=True, slots=True)
class Strength:
    """The data about a force from which its commitment is calculated."""

    force_id: str
    officers: int
    region: str


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share out a whole number in proportion to weights, by the method of largest remainders.

    The shares add up to the total, and each differs from its exact value by less than 1. If two
    remainders are equal, the id that comes first gets the unit. Weights are 0 or more; if all
    weights are 0, they count as equal.

    >>> apportion(4, {"avon": 100, "kent": 100, "surrey": 50})
    {'avon': 2, 'kent': 1, 'surrey': 1}
    """
    if not weights:
        if total:
            raise ValueError(f"expected weights to share out {total}, found none")
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
    """The PSU commitment of each force, under one reading of "297, alongside 75 for London".

    Parameters
    ----------
    reading
        ``outside_297``: the forces outside London share the 297 PSUs, and London's forces share
        the 75.
        ``inside_297``: all forces share the 297 PSUs, and London's forces also share the 75.
    known
        The commitments that are already known, by force; the rule shares out the rest of the 297
        PSUs.

    >>> forces = [Strength("met", 30, "london"), Strength("kent", 10, "se")]
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


def aep_commitments(strengths: Iterable[Strength], teams: int) -> dict[str, int]:
    """The AEP commitment of each force, if every region must provide the same number of teams.

    The teams of a region are shared out one at a time, beginning with the force that has the most
    officers.

    >>> officers = {"kent": 5, "sussex": 3, "surrey": 2}
    >>> aep_commitments([Strength(f, n, "south-east") for f, n in officers.items()], 2)
    {'kent': 1, 'surrey': 0, 'sussex': 1}
    """
    regions: dict[str, list[Strength]] = {}
    for strength in strengths:
        regions.setdefault(strength.region, []).append(strength)
    owed = {s.force_id: 0 for members in regions.values() for s in members}
    for members in regions.values():
        strongest = sorted(members, key=lambda s: (-s.officers, s.force_id))
        for turn in range(teams):  # the only force of a region provides all of its teams
            owed[strongest[turn % len(strongest)].force_id] += 1
    return dict(sorted(owed.items()))


def owed_by_rule(
    strengths: Iterable[Strength],
    lines: Iterable[NationalLine],
    reading: LondonReading = "outside_297",
    known: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """The commitment of each force for one kind of unit, if a rule shares out the national figures.

    `psu_commitments` explains ``reading`` and ``known``.
    """
    forces = list(strengths)
    owed = dict.fromkeys(sorted(each.force_id for each in forces), 0)
    shared = {"outside-london": 0, "london": 0, "everywhere": 0}
    for line in lines:
        shared[line.where] += line.required
        if line.per_region:
            teams = aep_commitments(forces, line.per_region)
            owed = {force: owed[force] + teams[force] for force in owed}
            shared[line.where] -= sum(teams.values())
    rest = apportion(shared["everywhere"], {each.force_id: each.officers for each in forces})
    split = psu_commitments(forces, shared["outside-london"], shared["london"], reading, known)
    return {force: owed[force] + rest[force] + split[force] for force in owed}
