"""Which figures do the published documents give?

This module contains only figures from published documents, each with its source and date. The
national figures are in a table, which `mobsim.country.lines` reads. mobsim's assumptions are in
`mobsim.scenario.assumptions`. SPR 2023 is the Home Office's *Strategic Policing Requirement* of
February 2023. The document describes its figures as "accurate at time of publication".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SPR = "Home Office, Strategic Policing Requirement, February 2023"

TIERS: Final[Mapping[int, str]] = {1: "local", 2: "regional", 3: "national"}
"""The tiers of mobilisation. SPR 2023 ¶123: "national (tier 3), regional (tier 2), and local (tier
1)"."""

REGIONS: Final = 9
"""Number of regions. SPR 2023 ¶127 bases regional mobilisation on nine regions, each with a RICC.
¶104b mentions "the nine policing regions and London"; mobsim counts London as one of the nine
regions."""

FORCES: Final = 43
"""Number of territorial police forces in England and Wales."""


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
        """The number of officers in the unit.

        >>> PSU.officers, BDU.officers, AEP.officers
        (25, 22, 6)
        """
        ranks = self.inspectors + self.sergeants + self.constables
        return ranks + self.drivers + self.others


PSU: Final = MakeUp(1, 3, 18, 3)
"""A police support unit. SPR 2023 ¶122a: "one inspector, three sergeants, and eighteen constables …
along with three drivers and suitable transport", trained to at least level 2."""

PSU_CARRIERS: Final = 3
"""The number of carriers in a PSU, from HMIC, *Strategic Policing Requirement: West Midlands
Police*, 2014."""

BDU: Final = MakeUp(1, 3, 18, 0)
"""A basic deployment unit. According to SPR 2023 ¶122b, a basic deployment unit has one inspector,
three sergeants and eighteen constables, trained to at least level 3."""

AEP: Final = MakeUp(0, 0, 0, 1, others=5)
"""An AEP team. SPR 2023 ¶122c: "6 officers, an operational AEP commander, one driver, and four
officers"."""

TIMELINE: Final = ((0.10, 60.0), (0.40, 240.0), (0.60, 480.0))
"""Shares of PSUs, and the minutes allowed for each share: 10 % in 1 h, 40 % in 4 h, 60 % in 8 h.

The figures are second-hand: the open model popm (2021) calls them nationally recognised. No public
document says which total the shares refer to, or when the clock starts and stops.
"""

PLANNING_SIZES: Final[Mapping[str, int]] = {"small": 15, "medium": 35, "large": 99}
"""PSUs that an incident of each size needs, from popm (2021). Three large incidents need 297
PSUs."""

KENT_WITHIN_AN_HOUR: Final = 1
"""The number of fully equipped contingents that Kent could provide within 60 minutes, in a test of
September 2013 (HMIC 2014)."""

WEST_MIDLANDS_AT_ONCE: Final = 3
"""The number of PSUs that West Midlands could deploy at once, in a test of September 2013 (HMIC
2014)."""

WEST_MIDLANDS_WITHIN_AN_HOUR: Final = 700
"""In a test of September 2013, West Midlands could send more than this number of trained sergeants
and constables to a rendezvous point within one hour, with ten PSU inspectors (HMIC 2014).
"""
