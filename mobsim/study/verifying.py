"""Is a study unchanged, and would it give the same results today?"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mobsim.ground.errors import InputError
from mobsim.study.blocks import DIGESTS, check_block, read_outcomes, read_table
from mobsim.study.folder import Folder
from mobsim.study.identity import identity_of, with_results
from mobsim.study.outcome import KEY
from mobsim.study.span import written


@dataclass(frozen=True)
class DamageFound:
    """The result of a check of a study's folder."""

    damaged: list[str] = field(default_factory=list)
    """One message for each file that was changed, is missing or was added."""
    unfinished: str = ""
    """A message about planned replications that are missing; empty if no replication is missing."""
    moved: dict[str, tuple[object, object]] = field(default_factory=dict)
    """The inputs that have changed, each with its old and new value."""

    @property
    def sound(self) -> bool:
        """Whether no file has changed."""
        return not self.damaged


def verify(folder: Folder) -> DamageFound:
    """Check a study's files against its digests, and its inputs against the installed mobsim."""
    kept = f"planned {folder.record.planned}, kept {written(folder.spans) or 'none'}"
    kept += f"; resume with: mobsim extend {folder.path}"
    unfinished = "" if folder.record.complete else kept
    return DamageFound(list(dict.fromkeys(_damaged(folder))), unfinished, moved(folder))


def moved(folder: Folder) -> dict[str, tuple[object, object]]:
    """The inputs of a study that are different on this machine today."""
    known = folder.identity
    try:
        scenario = folder.scenario()
    except InputError as error:
        return {"scenario": ("as it was run", f"cannot be read: {error.faults[0]}")}
    now = identity_of(
        scenario,
        seed=known.seed,
        typical=known.typical,
        log=known.log,
        beliefs=known.beliefs,
    )
    return known.moved(now)


def _damaged(folder: Folder) -> Iterator[str]:
    yield from map(str, folder.faults())
    digests: list[tuple[int, str]] = []
    for path in folder.blocks.values():
        try:
            check_block(path)
            outcomes = read_outcomes(path, log=folder.identity.log)
            found = read_table(path, DIGESTS)
            noted = dict(zip(found[KEY].to_pylist(), found["sha256"].to_pylist(), strict=True))
        except InputError as error:
            yield from map(str, error.faults)
            continue
        for outcome in outcomes:
            digests.append((outcome.replication, outcome.sha256))
            if noted[outcome.replication] != digests[-1][1]:
                yield f"{path}: replication {outcome.replication} has changed since it was written"
    if not folder.record.complete:
        return
    identity, replications = folder.identity, written(folder.spans)
    if identity.results_sha256 and identity.replications != replications:
        there = replications or "none"
        yield f"replications {identity.replications} were written, but {there} are present"
    elif identity.results_sha256 and with_results(identity, replications, digests) != identity:
        yield "the results do not match those in run.json"
