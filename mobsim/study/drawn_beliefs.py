"""Which beliefs does each night draw?

The values of beliefs come from their priors, or from a set that history does not rule out. For a
given source, the values depend only on the seed and the number of the night. So a night has the
same values in every process, whether it runs alone or with other nights.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mobsim.ground.randomness import uniform
from mobsim.scenario.assumptions import register
from mobsim.scenario.scenario import Scenario
from mobsim.study.calibrating.belief_space import settings_at
from mobsim.study.calibrating.calibrated_sets import CalibratedSets, read_calibrated
from mobsim.study.designs.beliefs import Belief, Beliefs, beliefs_of
from mobsim.study.designs.points import Design, Name, Point, latin_places
from mobsim.study.varying import ScenarioText

PRIOR: Final = "prior"
CALIBRATED: Final = "calibrated"
_FROM_PRIORS: Final = CalibratedSets({}, ())
"""The source that has no sets, so that every belief is drawn from its prior."""


def belief_source(asked: str | Path) -> CalibratedSets:
    """Read a source of beliefs: ``prior``, ``calibrated``, or a file from `mobsim calibrate`.

    Raises `InputError` when the file does not exist or cannot be used.
    """
    if str(asked) == PRIOR:
        return _FROM_PRIORS
    return read_calibrated(None if str(asked) == CALIBRATED else asked)


@dataclass(frozen=True)
class NightBeliefs:
    """The beliefs that the nights of a scenario draw, in a form that any process can receive."""

    text: ScenarioText
    beliefs: tuple[Belief, ...]
    source: CalibratedSets

    @classmethod
    def of(
        cls, scenario: Scenario, source: CalibratedSets, beliefs: Beliefs | None = None
    ) -> "NightBeliefs":
        """The beliefs that a scenario does not state itself, with the source of their values.

        Raises `InputError` when the source was made with different priors.
        """
        text = ScenarioText.of(scenario)
        drawn = (beliefs or beliefs_of(register(text.resolved().origins))).drawn
        source.check_priors(drawn, source.said)
        return cls(text, tuple(drawn), source)

    def places(self, seed: int, replication: int) -> tuple[float, ...]:
        """The place of each belief in its prior for one night, in the order of the beliefs."""
        key = f"beliefs|{seed}|{replication}"
        sets = self.source.sets
        chosen = sets[int(uniform(key) * len(sets))] if sets else ()
        known = dict(zip(self.source.paths, chosen, strict=True)) if chosen else {}
        return tuple(
            known.get(path, uniform(f"{key}|{path}")) for path in (o.path for o in self.beliefs)
        )

    def scenario(self, seed: int, replication: int) -> Scenario:
        """The scenario of one night, with the drawn values."""
        at = dict(zip((o.path for o in self.beliefs), self.places(seed, replication), strict=True))
        return self.text.resolved(settings_at(self.beliefs, at)).scenario

    def design(self, seed: int, replications: Sequence[int]) -> Design:
        """The drawn places of several nights, as a design with one point for each night."""
        points = (Point(number, {}, self.places(seed, number)) for number in replications)
        name: Name = "calibrated" if self.source.sets else "drawn"
        return Design(name, self.beliefs, tuple(points))


def drawn_for(scenario: Scenario, asked: str | Path | None) -> NightBeliefs | None:
    """The beliefs that the nights of a scenario draw; None if ``asked`` is None.

    Raises `InputError` for the reasons given in `belief_source` and `NightBeliefs.of`.
    """
    return None if asked is None else NightBeliefs.of(scenario, belief_source(asked))


def sets_design(beliefs: Sequence[Belief], source: CalibratedSets, sets: int, seed: int) -> Design:
    """A design that uses each of the sets in a source about equally often.

    Beliefs that are not in the sets are drawn from their priors.
    """
    spread = latin_places(beliefs, sets, f"{seed}")
    order = sorted(range(len(source.sets)), key=lambda each: uniform(f"sets|{seed}|{each}"))
    points = []
    for number, row in enumerate(spread):
        chosen = source.sets[order[number % len(order)]]
        known = dict(zip(source.paths, chosen, strict=True))
        u = tuple(known.get(o.path, place) for o, place in zip(beliefs, row, strict=True))
        settings = {o.path: o.at(place) for o, place in zip(beliefs, u, strict=True)}
        points.append(Point(number, settings, u))
    return Design("calibrated", tuple(beliefs), tuple(points))
