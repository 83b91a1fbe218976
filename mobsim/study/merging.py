"""How do shards become one study?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from mobsim.ground.errors import Fault, InputError
from mobsim.study.blocks import read_outcomes
from mobsim.study.folder import Folder, new_folder, open_folder
from mobsim.study.outcome import Outcome
from mobsim.study.span import BLOCK, Span, joined, without, written


def merge(paths: Sequence[Path | str], target: Path | str, *, force: bool = False) -> Folder:
    """Put studies of the same nights together, as if all had been run at once.

    Parameters
    ----------
    paths
        Folders of the shards. They stay as they are.
    target
        Folder of what is made of them.

    Raises
    ------
    InputError
        When they are not of the same nights, disagree where they overlap, or leave some out.
    OutputError
        When it cannot be written.
    """
    shards = [open_folder(path) for path in paths]
    _check(shards)
    identity = replace(shards[0].identity, replications="", results_sha256="")
    spans = joined(span for shard in shards for span in shard.spans)
    folder = new_folder(target, shards[0].scenario(), identity, written(spans), force=force)
    for blocks in _by_place(shards):
        folder.keep(_together(blocks, log=identity.log))
    folder.finish()
    return folder


def _check(shards: Sequence[Folder]) -> None:
    faults = [fault for shard in shards for fault in _unlike(shards[0], shard)]
    spans = joined(span for shard in shards for span in shard.spans)
    if not spans:
        faults.append(_fault(shards[0], "has no replication as yet; go on with 'mobsim extend'"))
    elif missing := without(Span(spans[0].first, spans[-1].end), spans):
        message = f"no shard has replications {written(missing)}; run or extend the shard of them"
        faults.append(_fault(shards[-1], message))
    if faults:
        raise InputError(faults)


def _unlike(first: Folder, shard: Folder) -> Iterable[Fault]:
    different = first.identity.differences(shard.identity)
    for name, (here, there) in different.items():
        if name not in ("replications", "results"):
            yield _fault(
                shard,
                f"is not of the same study: {name} differs from {first.path}: "
                f"{_short(there)}, not {_short(here)}",
            )


def _by_place(shards: Sequence[Folder]) -> Iterable[list[Path]]:
    """The files of each block, of whatever shard."""
    found: dict[int, list[Path]] = defaultdict(list)
    for shard in shards:
        for span, path in shard.blocks.items():
            found[span.first // BLOCK].append(path)
    return [found[place] for place in sorted(found)]


def _together(blocks: Sequence[Path], *, log: bool) -> list[Outcome]:
    found: dict[int, Outcome] = {}
    for path in blocks:
        for outcome in read_outcomes(path, log=log):
            known = found.setdefault(outcome.replication, outcome)
            if known.rows != outcome.rows:
                message = (
                    f"replication {outcome.replication} is not what another shard has; "
                    "'mobsim verify' says which of them is damaged"
                )
                raise InputError([Fault(str(path), 0, 0, "", message)])
    return [found[number] for number in sorted(found)]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 24 else f"{text[:12]}…"


def _fault(folder: Folder, message: str) -> Fault:
    return Fault(str(folder.path), 0, 0, "", message)
