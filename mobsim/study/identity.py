"""How does mobsim recognise that two studies are the same?

If two studies have the same identity, all their rows have the same values. mobsim saves information
that does not affect the results separately, as circumstances.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Annotated, Any, Final, get_type_hints

from mobsim.ground.typed_values import exact
from mobsim.scenario.scenario import Scenario
from mobsim.study.blocks import DIGESTS
from mobsim.study.memory import Keeper
from mobsim.study.outcome import KEY
from mobsim.study.span import written
from mobsim.telling.provenance import code_sha256, libraries, provenance_of


@exact
@dataclass(frozen=True, slots=True)
class StudyIdentity:
    """The inputs that determine a study, and the digest of its results."""

    mobsim: Annotated[str, "version of mobsim"]
    code_sha256: Annotated[str, "code of mobsim"]
    libraries: Annotated[dict[str, str], "versions of libraries that affect a night"]
    scenario: Annotated[str, "name of the scenario"]
    scenario_sha256: Annotated[str, "scenario"]
    tables_sha256: Annotated[dict[str, str], "tables of data"]
    seed: Annotated[int, "seed"]
    typical: Annotated[bool, "typical durations instead of draws"]
    log: Annotated[bool, "whether events are kept"]
    beliefs: Annotated[str, "beliefs that nights draw"] = ""
    """``prior``, or ``calibrated`` with the digest of the file of sets; empty if no belief is
    drawn.
    """
    replications: Annotated[str, "replications"] = ""
    """The replications, such as ``0:200``."""
    results_sha256: Annotated[str, "results"] = ""
    """A digest of the values of all rows, replication by replication."""

    def differences(self, other: "StudyIdentity") -> dict[str, tuple[Any, Any]]:
        """The parts that differ between two identities, keyed by meaning, with both values."""
        return {
            MEANINGS[name]: (getattr(self, name), getattr(other, name))
            for name in MEANINGS
            if getattr(self, name) != getattr(other, name)
        }

    def moved(self, other: "StudyIdentity") -> dict[str, tuple[Any, Any]]:
        """The parts other than the results that differ between two identities."""
        results = MEANINGS["replications"], MEANINGS["results_sha256"]
        different = self.differences(other).items()
        return {name: two for name, two in different if name not in results}


MEANINGS: Final[dict[str, str]] = {
    name: hint.__metadata__[0]
    for name, hint in get_type_hints(StudyIdentity, include_extras=True).items()
}
"""The meaning of each part of an identity."""


def identity_of(
    scenario: Scenario, *, seed: int, typical: bool, log: bool, beliefs: str = ""
) -> StudyIdentity:
    """The identity of a study that has not run yet."""
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
        beliefs=beliefs,
    )


def with_results(
    identity: StudyIdentity, replications: str, digests: Iterable[tuple[int, str]]
) -> StudyIdentity:
    """A copy of the identity with the results added, from the digest of each replication."""
    lines = "\n".join(f"{number} {digest}" for number, digest in sorted(digests))
    return replace(
        identity, replications=replications, results_sha256=sha256(lines.encode()).hexdigest()
    )


def results_of(identity: StudyIdentity, keeper: Keeper) -> StudyIdentity:
    """A copy of an identity with the results added, from the nights that a keeper holds."""
    return with_results(identity, written(keeper.spans), digests_of(keeper).items())


def digests_of(keeper: Keeper) -> dict[int, str]:
    """The digest of each replication, as recorded when it was saved."""
    found = keeper.table(DIGESTS)
    return dict(zip(*(found.column(name).to_pylist() for name in (KEY, "sha256")), strict=True))
