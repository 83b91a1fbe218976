"""Which causes can a row of the log give, and which words describe the causes?

This module has a table of the causes of events, and a table of the causes for which a national line
breaks. The trigger of a national call and the names of operations are also causes, but they come
from the scenario.
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
"""The first words of the cause of an order to relieve a unit; the id of the unit follows."""
TURNED = "turned"
SENT_FORWARD = "sent forward"
MOVED = frozenset({"re-tasked", "recalled", SENT_FORWARD, TURNED})
"""Causes of an order that moves a unit straight from one place to another."""

CAUSES: Final[Mapping[str, Mapping[str, str]]] = {
    ev.FORCE_ALERTED: {
        "own order": "the force ordered its own crews",
        "aid order": "crews of the force were ordered as aid",
        "national call": "the national call",
    },
    ev.AID_REQUESTED: {
        "need judged": "the host has judged need",
        "relief": "deployed crews need relief",
        "stock freed": "crews are free again",
        "hourly": "the hourly round",
        "next batch": "the last batch has been answered",
        "national call": "the national call",
        "further round": "too few crews were offered",
        "beyond the region": "the region cannot give all the crews",
        "region exhausted": "the region has no more crews to give",
    },
    ev.AID_BROKERED: {DONOR_RICC: "passed on by the RICC of the donors' region"},
    ev.AID_ASKED: {
        "agreement": "under an agreement",
        RISK_AT_HOME: "the force lends less because of risk at home",
    },
    ev.AID_OFFERED: {
        "full": "all crews asked for",
        "part": "some of the crews asked for",
        "none": "no crews",
        RISK_AT_HOME: "fewer crews, because of risk at home",
        "refused": "refused",
        "no answer": "no answer",
    },
    ev.UNIT_ORDERED: {
        "first response": "as first response, from crews on duty",
        "own": "as own crews",
        "rested near the RVP": "after a rest near the RVP",
        "aid": "as aid",
        "re-tasked": "straight from another incident that needs them less",
        "recalled": "called back from another incident, because the host's own need comes first",
        "sent forward": "from a holding area, where they stood ready",
        TURNED: "from a planned operation there, by the commander on the ground",
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
        LODGED: "less is needed for now, so the crews rest nearby",
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
        "drawdown": "some are left above the floors but may not be lent",
        "stock": "none is left above the floors",
    },
}
"""The meaning of each cause of each event, in the words that stories use."""


@dataclass(frozen=True, slots=True)
class BindingWords:
    """The words for a national line that breaks: need remains, but no crew can come to meet it."""

    headline: str
    """The words that follow the name of the place in a headline."""
    verdict: str
    """The words that follow "no crew of the line" in a verdict."""
    nights: str
    """The words that describe the cause in a summary of several nights."""


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
    """Return the meaning of a cause in words.

    The function returns an unknown cause unchanged. If there is no cause, it returns ``otherwise``.

    >>> meaning_of("UnitCancelled", "need fell", "?"), meaning_of("UnitCancelled", None, "unknown")
    ('less is needed', 'unknown')
    """
    return CAUSES.get(event, {}).get(cause or "", cause or otherwise)
