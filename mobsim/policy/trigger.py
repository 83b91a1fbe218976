"""When is the national call made?

A trigger looks at the national picture and says yes or no. It is asked after each judging of
need; a call at a set time is made at its minute, whatever the picture.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mobsim.policy.picture import NationalPicture


@dataclass(frozen=True, slots=True)
class Trigger:
    """A rule for the national call."""

    name: str
    at_minute: float | None = None
    """The set minute, for a call at a set time."""
    in_use_share: float | None = None
    """Share of a national requirement in use from which the call is made."""
    rule: Callable[[NationalPicture], bool] | None = None
    """A rule of a plug-in, in place of the share."""

    @property
    def looks(self) -> bool:
        """Whether the call depends on the picture."""
        return self.in_use_share is not None or self.rule is not None

    def calls(self, picture: NationalPicture) -> bool:
        """Whether the call is made now on what is known."""
        if self.rule is not None:
            return self.rule(picture)
        share = self.in_use_share
        if share is None:
            return False
        return any(
            picture.in_use[kind] >= share * required for kind, required in picture.required.items()
        )


def reactive() -> Trigger:
    """No national call: aid is asked for tier by tier as need is judged."""
    return Trigger("reactive")


def anticipatory(in_use_share: float = 0.5) -> Trigger:
    """The call is made when the share of any national requirement in use passes a threshold."""
    return Trigger("anticipatory", in_use_share=in_use_share)


def national_call(at: float = 0.0) -> Trigger:
    """The call is made at a set minute."""
    return Trigger("national_call", at_minute=at)


TRIGGERS: dict[str, Callable[..., Trigger]] = {
    "reactive": reactive,
    "anticipatory": anticipatory,
    "national_call": national_call,
}
