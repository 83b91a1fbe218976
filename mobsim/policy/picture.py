"""What can a decision-maker know at this minute?

A decision-maker can know reported stock and expected times, but never a randomly drawn time. The
engine fills the records in this module, and a policy sees nothing else.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Candidate(NamedTuple):
    """One crew that a donor can lend, according to its reports."""

    expected_minute: float
    """The minute when the crew could be deployed if requested now."""
    force: str
    """The donor."""
    number: int
    """The crew's number among the donor's crews of this kind."""
    position: int
    """The crew's place in the donor's list, counted from 0; skipped crews do not count."""
    drive_minutes: float
    """The expected convoy drive to the RVP, in minutes."""
    regional: bool
    """Whether the donor is in the host's region."""
    commitment: int
    """The donor's commitment, as a number of crews of this kind."""
    given: int
    """How many of the donor's crews of this kind are away, or requested and awaiting an answer."""
    spare: int
    """The number of the donor's crews of this kind that are reported available, minus the crews
    that are requested and awaiting an answer.
    """
    held: str | None = None
    """The holding area where the crew stands ready; None for a crew at home."""
    stands_by: bool = False
    """Whether the crew is on standby at home, so that it cannot be a relief."""


class Rival(NamedTuple):
    """Another incident that needs crews of the same kind at the same minute."""

    wanted: int
    """The number of units that the incident still needs."""
    expected_minute: Mapping[tuple[str, int], float]
    """The minute when each crew could be deployed at the incident, by its (force, number)."""


class Judged(NamedTuple):
    """The need that a host judged at a given minute."""

    minute: float
    need: int


class Claim(NamedTuple):
    """The claim of one incident to a unit that another incident releases."""

    incident: int
    """The incident's rank, counted from 1."""
    unmet: int
    """How many units of this kind the incident lacks."""
    expected_minute: float
    """The minute when the unit could be deployed at the incident."""


class NationalPicture(NamedTuple):
    """The information that NPoCC has when it considers a national call."""

    minute: float
    in_use: Mapping[str, int]
    """The number of units that have been ordered and have not yet finished their rest after duty,
    for each kind with a national requirement.
    """
    required: Mapping[str, int]
    """The national requirement for each kind, including London's line."""
