"""Are enough of the nationally required units in use to justify the national call?"""

from dataclasses import dataclass

from mobsim.ground.declarations import ShareParameter
from mobsim.policy.describing import TriggerPlugin
from mobsim.policy.levers import Trigger
from mobsim.policy.picture import NationalPicture


@dataclass(frozen=True, slots=True)
class MuchInUse:
    """Makes the call when units in use reach a given share of any national requirement."""

    in_use_share: float

    def __call__(self, picture: NationalPicture) -> bool:
        share = self.in_use_share
        return any(
            picture.in_use[kind] >= share * required for kind, required in picture.required.items()
        )


def anticipatory(in_use_share: float) -> Trigger:
    """A trigger that makes the call when a given share of a national requirement is in use."""
    when = f"when {100 * in_use_share:g} % of a national figure is in use"
    return Trigger("anticipatory", rule=MuchInUse(in_use_share), when=when)


POLICY = TriggerPlugin(
    anticipatory,
    {
        "in_use_share": ShareParameter(
            "50%",
            "share of a national figure that is in use when the call is made",
            unit="of the figure",
            tried=("10%", "90%"),
            why="half of the figure",
            affects="when the call is made, under anticipatory",
        )
    },
    summary="The call is made when a set share of any national requirement is in use.",
)
