"""Why did it happen: which causes can a row of the log give, and how are they worded?

There is one table for the causes of events, and one for the causes of a national line that binds.
The trigger of a national call and the names of operations are causes too; those come from the
scenario.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from mobsim.scoring import events as ev

BindingCause = Literal["stock", "drawdown"]

DONOR_RICC = "donor RICC"
NOT_NEEDED = "not needed"
NEAR_THE_RVP = "near the RVP"
WITHDRAWN = "withdrawn"
RISK_AT_HOME = "risk at home"
LODGED = "lodged"
RELIEF_OF = "relief of "
"""The first words of the cause of an order that relieves a unit; the unit follows."""
TURNED = "turned"
SENT_FORWARD = "sent forward"
MOVED = frozenset({"re-tasked", "recalled", SENT_FORWARD, TURNED})
"""Causes of an order that takes a unit straight from one place to another."""

CAUSES: Final[Mapping[str, Mapping[str, str]]] = {
    ev.FORCE_ALERTED: {
        "own order": "an order of its own crews",
        "aid order": "an order of aid",
        "national call": "the national call",
    },
    ev.AID_REQUESTED: {
        "need judged": "the host has judged need",
        "relief": "crews are to be relieved",
        "stock freed": "crews have become free",
        "hourly": "the hourly round",
        "next batch": "the last batch has been answered",
        "national call": "the national call",
        "further round": "what was offered was not enough",
        "beyond the region": "the region cannot give all of it",
        "region exhausted": "the region has no more to give",
    },
    ev.AID_BROKERED: {DONOR_RICC: "passed on by the RICC of the donors' region"},
    ev.AID_ASKED: {
        "agreement": "under an agreement",
        RISK_AT_HOME: "of what it lends with risk at home",
    },
    ev.AID_OFFERED: {
        "full": "all that was asked for",
        "part": "a part of it",
        "none": "none",
        RISK_AT_HOME: "fewer, because of risk at home",
        "refused": "refused",
        "no answer": "no answer",
    },
    ev.UNIT_ORDERED: {
        "first response": "as first response, from those on duty",
        "own": "as own crews",
        "rested near the RVP": "rested near the RVP",
        "aid": "as aid",
        "re-tasked": "straight from another incident that has less need of them",
        "recalled": "called home from another incident, because own need comes first",
        "sent forward": "from a holding area, where they stood ready",
        TURNED: "from a planned operation there, by the commander on the spot",
    },
    ev.UNIT_CANCELLED: {
        "need fell": "less is needed",
        "quicker aid": "quicker aid has been ordered in its place",
        "aid instead": "aid that was asked for first has been ordered in its place",
        "predecessor released": "the unit it was to relieve has been released",
        WITHDRAWN: "withdrawn by its own force when it should have mustered",
    },
    ev.UNIT_STOOD_DOWN: {
        "tour ended": "the tour is over",
        "need fell": "less is needed",
        NOT_NEEDED: "no longer needed on arrival",
        LODGED: "less is needed, but it will be again: they rest near by",
        "re-tasked": "to go straight to another incident",
        "recalled": "called home by its own force",
        "sent forward": "sent on to where it is needed",
    },
    ev.UNIT_RESTED: {
        NEAR_THE_RVP: "near the RVP and on call",
        "at home": "at home and free again",
        "day off": "after a day off, and free again",
    },
    ev.UNIT_UNFIT: {"tired": "tired"},
    ev.NEED_UNMET: {
        "drawdown": "some are above their floors and may not be lent",
        "stock": "none is left above the floors",
    },
}
"""By event and cause: what the cause means, as a story says it."""


@dataclass(frozen=True, slots=True)
class BindingWords:
    """The words for a line that binds: need remains and no crew can come for it."""

    headline: str
    """The words after the name of the place."""
    verdict: str
    """The words after "no crew of the line"."""
    nights: str
    """The words for many nights."""


BINDING: Final[Mapping[str, BindingWords]] = {
    "drawdown": BindingWords(
        "none left that may be lent",
        "could be lent (drawdown)",
        "crews were left that may not be lent",
    ),
    "stock": BindingWords(
        "none left above the floors",
        "was above the floors (stock)",
        "no crew was left anywhere above the floors",
    ),
}


def meaning_of(event: str, cause: str | None, otherwise: str) -> str:
    """The meaning of a cause; the cause itself if unknown, ``otherwise`` if there is none.

    >>> meaning_of("UnitCancelled", "need fell", "?"), meaning_of("UnitCancelled", None, "unknown")
    ('less is needed', 'unknown')
    """
    return CAUSES.get(event, {}).get(cause or "", cause or otherwise)
