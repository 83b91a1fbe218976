"""What do the published documents say?

This module holds only figures from published documents, each with its source and date. The national
figures are in a table, `mobsim.country.lines`; mobsim's assumptions are in
`mobsim.scenario.assumptions`. SPR 2023 is the Home Office's *Strategic Policing Requirement* of
February 2023; its figures were "accurate at time of publication".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SPR = "Home Office, Strategic Policing Requirement, February 2023"

TIERS: Final[Mapping[int, str]] = {1: "local", 2: "regional", 3: "national"}
"""SPR 2023 ¶123: "national (tier 3), regional (tier 2), and local (tier 1)"."""

REGIONS: Final = 9
"""SPR 2023 ¶127: regional mobilisation is based on nine regions, each with a RICC. ¶104b speaks of
"the nine policing regions and London"; mobsim reads London as one of the nine."""

FORCES: Final = 43
"""Territorial police forces of England and Wales."""


@dataclass(frozen=True, slots=True)
class MakeUp:
    """The people in one unit."""

    inspectors: int
    sergeants: int
    constables: int
    drivers: int
    others: int = 0
    """Officers whose rank is not published."""

    @property
    def officers(self) -> int:
        """All of them.

        >>> PSU.officers, BDU.officers, AEP.officers
        (25, 22, 6)
        """
        ranks = self.inspectors + self.sergeants + self.constables
        return ranks + self.drivers + self.others


PSU: Final = MakeUp(1, 3, 18, 3)
"""SPR 2023 ¶122a: "one inspector, three sergeants, and eighteen constables … along with three
drivers and suitable transport", trained to at least level 2."""

PSU_CARRIERS: Final = 3
"""Carriers of a PSU; HMIC, Strategic Policing Requirement: West Midlands Police, 2014."""

BDU: Final = MakeUp(1, 3, 18, 0)
"""SPR 2023 ¶122b: one inspector, three sergeants and eighteen constables, at least level 3."""

AEP: Final = MakeUp(0, 0, 0, 1, others=5)
"""SPR 2023 ¶122c: "6 officers, an operational AEP commander, one driver, and four officers"."""

TIMELINE: Final = ((0.10, 60.0), (0.40, 240.0), (0.60, 480.0))
"""Share of PSUs and minutes: 10 % in 1 h, 40 % in 4 h, 60 % in 8 h. Second-hand: the open model
popm (2021) calls them nationally recognised. It is not public what they are shares of, or when the
clock starts and stops.
"""

PLANNING_SIZES: Final[Mapping[str, int]] = {"small": 15, "medium": 35, "large": 99}
"""PSUs of an incident by size; popm (2021). Three large ones need 297."""

KENT_WITHIN_AN_HOUR: Final = 1
"""Fully equipped contingents of Kent within 60 minutes; HMIC 2014, tested in September 2013."""

WEST_MIDLANDS_AT_ONCE: Final = 3
"""PSUs of West Midlands deployed at once; HMIC 2014, tested in September 2013."""

WEST_MIDLANDS_WITHIN_AN_HOUR: Final = 700
"""West Midlands could direct more than this many trained sergeants and constables, with ten PSU
inspectors, to a rendezvous point within one hour; HMIC 2014, tested in September 2013.
"""
