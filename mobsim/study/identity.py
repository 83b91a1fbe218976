"""Is it the same study?

Two studies of one identity have the same rows, value for value. What they should not depend on is
kept apart, as circumstances.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from mobsim.scenario.scenario import Scenario
from mobsim.study.blocks import DIGESTS
from mobsim.study.memory import Keeper
from mobsim.study.outcome import KEY
from mobsim.study.span import written
from mobsim.telling.provenance import code_sha256, libraries, provenance_of

MEANINGS: Final[Mapping[str, str]] = {
    "mobsim": "version of mobsim",
    "code_sha256": "code of mobsim",
    "libraries": "versions of libraries that take part in a night",
    "scenario": "name of the scenario",
    "scenario_sha256": "scenario",
    "tables_sha256": "tables of data",
    "seed": "seed",
    "typical": "typical durations in place of draws",
    "log": "whether events are kept",
    "replications": "replications",
    "results_sha256": "results",
}
"""What each part of an identity is."""


@dataclass(frozen=True, slots=True)
class StudyIdentity:
    """What a study depends on, and what came of it."""

    mobsim: str
    code_sha256: str
    libraries: dict[str, str]
    scenario: str
    scenario_sha256: str
    tables_sha256: dict[str, str]
    seed: int
    typical: bool
    log: bool
    replications: str = ""
    """Such as ``0:200``."""
    results_sha256: str = ""
    """Over the values of all rows, replication by replication."""

    def differences(self, other: "StudyIdentity") -> dict[str, tuple[Any, Any]]:
        """What differs from another, by its meaning: what it is here, and what there."""
        return {
            MEANINGS[name]: (getattr(self, name), getattr(other, name))
            for name in MEANINGS
            if getattr(self, name) != getattr(other, name)
        }

    def moved(self, other: "StudyIdentity") -> dict[str, tuple[Any, Any]]:
        """As `differences`, but for what came of it: which nights, and by what code."""
        results = MEANINGS["replications"], MEANINGS["results_sha256"]
        different = self.differences(other).items()
        return {name: two for name, two in different if name not in results}


def identity_of(scenario: Scenario, *, seed: int, typical: bool, log: bool) -> StudyIdentity:
    """The identity of a study that has not been run yet."""
    known = provenance_of(scenario.name, scenario.resolved, seed, typical=typical).identity
    return StudyIdentity(
        mobsim=known.mobsim,
        code_sha256=code_sha256(),
        libraries=libraries(scenario.resolved),
        scenario=known.scenario,
        scenario_sha256=known.scenario_sha256,
        tables_sha256=known.tables_sha256,
        seed=seed,
        typical=typical,
        log=log,
    )


def with_results(
    identity: StudyIdentity, replications: str, digests: Iterable[tuple[int, str]]
) -> StudyIdentity:
    """The identity of a study with what came of it, by the digest of each replication."""
    lines = "\n".join(f"{number} {digest}" for number, digest in sorted(digests))
    return replace(
        identity, replications=replications, results_sha256=sha256(lines.encode()).hexdigest()
    )


def results_of(identity: StudyIdentity, keeper: Keeper) -> StudyIdentity:
    """The identity of a study with what is kept of it."""
    return with_results(identity, written(keeper.spans), digests_of(keeper).items())


def digests_of(keeper: Keeper) -> dict[int, str]:
    """By replication: what its rows come to, as it was noted when they were kept."""
    found = keeper.table(DIGESTS)
    return dict(zip(*(found.column(name).to_pylist() for name in (KEY, "sha256")), strict=True))
