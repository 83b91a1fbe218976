"""How many units does each force owe to the national figure, if strength decides?

What each force owes is not public. The shipped commitments are therefore synthetic: each national
figure is apportioned by the number of officers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from mobsim.country.lines import LONDON_REGION, LondonReading, NationalLine

PUBLIC_ORDER_OFFICERS = 18_000
"""Officers trained in public order in England and Wales; from the press, 2024, second-hand."""
TRAINED_PER_COMMITMENT = 2
"""Trained crews for each crew owed, if the stock is unknown; assumed."""


@dataclass(frozen=True, slots=True)
class Strength:
    """What the rule needs to know about a force."""

    force_id: str
    officers: int
    region: str


def apportion(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Share out a whole number in proportion, by largest remainder; ties go by id.

    The shares add up to the total, each within one of its exact share. Weights are 0 or more; if
    all are 0, they count as equal.

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
    reading
        ``outside_297``: the 297 over the forces outside London, the 75 over London's.
        ``inside_297``: the 297 over all forces, the 75 on top over London's.
    known
        Shares of the 297 that need no rule, by force; the rule shares out the rest.

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
    """AEP teams owed: one each from the strongest forces of a region, as many as it must field.

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
        for turn in range(teams):  # a region of one force owes every team
            owed[strongest[turn % len(strongest)].force_id] += 1
    return dict(sorted(owed.items()))


def owed_by_rule(
    strengths: Iterable[Strength],
    lines: Iterable[NationalLine],
    reading: LondonReading = "outside_297",
    known: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Units of one kind that each force owes, if a rule shares out the figures of its lines.

    For the reading and known shares, see `psu_commitments`.
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
