"""How does a force compare with its peers, or with the other members of an area?"""

from collections.abc import Iterable, Sequence
from typing import Final

from mobsim.country.forces import Force
from mobsim.inspection.capacity_rules import net_aid
from mobsim.inspection.inspection_evidence import InspectionEvidence
from mobsim.inspection.inspection_parts import ForceBeside
from mobsim.inspection.no_notice_hours import spread
from mobsim.inspection.no_notice_week import sure
from mobsim.telling.wording import plain_force_name, region_name

SIMILAR: Final = 4
"""The assumed number of forces of similar size with which a force is compared."""


def peers(evidence: InspectionEvidence, force: str) -> list[ForceBeside]:
    """The force itself, the other forces in its region, then the forces of most similar size."""
    forces = {each.force_id: each for each in evidence.night.forces}
    own = forces[force]
    region = [f for f in forces.values() if f.region == own.region and f.force_id != force]
    others = [f for f in forces.values() if f.region != own.region]
    others.sort(key=lambda f: (abs(f.officers - own.officers), f.force_id))
    found = [_beside(evidence, own, "itself")]
    found += _by_rate(_beside(evidence, each, "region") for each in region)
    return found + _by_rate(_beside(evidence, f, "size") for f in others[:SIMILAR])


def members_beside(evidence: InspectionEvidence, members: Iterable[str]) -> list[ForceBeside]:
    """The forces in an area."""
    forces = {each.force_id: each for each in evidence.night.forces}
    return _by_rate(_beside(evidence, forces[force], "") for force in members)


def _by_rate(rows: Iterable[ForceBeside]) -> list[ForceBeside]:
    """Sort forces by PSUs per 1,000 officers, highest first; put forces without a return last."""
    return sorted(rows, key=lambda each: (-(each.per_thousand or -1.0), each.force))


def _beside(evidence: InspectionEvidence, force: Force, why: str) -> ForceBeside:
    returns, key = evidence.returns, force.force_id
    told = (key, plain_force_name(force.name), region_name(force.region), force.officers, why)
    if not returns.has(key, "psu"):
        return ForceBeside(*told)
    psu, rank = returns.of(key, "psu"), ranks(evidence).get(key)
    return ForceBeside(
        *told,
        None if (key, "trained") in evidence.inspected.unpublished else psu.trained,
        psu.commitment,
        psu.declared if rank else None,
        psu.local_need,
        _rate(psu.declared, force.officers) if rank else None,
        rank,
        spread(sure(evidence.week(key).within)),
        net_aid(psu),
    )


def _rate(declared: int, officers: int) -> float:
    return round(1000 * declared / officers, 2)


def ranks(evidence: InspectionEvidence) -> dict[str, int]:
    """The rank of each force that sent a return, by declared PSUs per officer; 1 is the highest."""
    rates = {
        force.force_id: _rate(evidence.returns.of(force.force_id, "psu").declared, force.officers)
        for force in evidence.night.forces
        if evidence.returns.has(force.force_id, "psu")
        and (force.force_id, "declared") not in evidence.inspected.unpublished
    }
    return {name: 1 + sum(r > rate for r in rates.values()) for name, rate in rates.items()}


def returned(evidence: InspectionEvidence, forces: Sequence[str]) -> list[str]:
    """The given forces that returned their PSUs."""
    return [force for force in forces if evidence.returns.has(force, "psu")]
