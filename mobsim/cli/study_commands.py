"""``mobsim extend``, ``merge``, ``rerun``, ``verify``: how do you extend or check a study?"""

import json
import shlex
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from mobsim.api import night_of_study
from mobsim.cli.completion import results
from mobsim.cli.options import (
    engine_options,
    json_option,
    manner,
    output_option,
    saved_in,
    say,
    say_beside,
    say_json,
    say_next,
)
from mobsim.ground.errors import InputError, reading
from mobsim.ground.folders import check_not_replaced, put_back
from mobsim.ground.manifest import (
    KINDS,
    MANIFEST,
    faults_below,
    kind_of,
    read_manifest,
    seal_of,
)
from mobsim.ground.progress import bar
from mobsim.study.folder import Folder, open_folder
from mobsim.study.span import count_of
from mobsim.study.study import How, Study
from mobsim.study.study import extend as go_on
from mobsim.study.study import merge as merge_shards
from mobsim.study.study import rerun as run_again
from mobsim.study.study_report import odd_night
from mobsim.study.verifying import DamageFound
from mobsim.study.verifying import verify as look_at
from mobsim.telling.store import DOCUMENT

FAILED = 1
SEARCH = "search.json"
"""The file that identifies the folder of a search, which has no ``run.json``."""
_DOCUMENTS = (DOCUMENT, SEARCH, "plan.json", "quarter.json")
"""The files that identify a folder from an earlier version of mobsim, which has no manifest."""


def how_of(jobs: int | None, scheduler: str | None) -> How:
    """Where the nights of a study run, and how the command shows their progress."""
    show = False if manner().quiet else None
    return How(jobs, scheduler, lambda label: bar(label, show=show))


def show_study(study: Study, *, as_json: bool = False, page: Path | None = None) -> None:
    """Print a study, and the path of its report if it has one."""
    if as_json:
        say_json("study", plain(study))
        return
    say(study.text())
    if study.folder is not None:
        say(f"\n{saved_in(study.folder, page)}")
        again = ["mobsim", "rerun", str(study.folder), "--night", str(odd_night(study))]
        say_next(shlex.join(again), shlex.join(["mobsim", "verify", str(study.folder)]))


def plain(study: Study) -> dict[str, Any]:
    """The content of the JSON document about a study."""
    rows = json.loads(study.summary.to_json(orient="records", double_precision=15))
    nights = study.replications_run
    return {"identity": asdict(study.identity), "nights": nights, "summary": rows}


@click.command(epilog="Examples:  mobsim extend six-cities-saturday-1-study --replications 400")
@click.argument("folder", shell_complete=results)
@click.option(
    "--replications",
    metavar="N|A:B|auto",
    help="Total number of nights. The default is the planned number.",
)
@engine_options
@json_option
def extend(
    folder: str, replications: str | None, jobs: int | None, scheduler: str | None, as_json: bool
) -> None:
    """Resume the study in FOLDER if it was interrupted, or add nights to it.

    Finished nights do not run again. The result is the same as if all the nights had run at once.
    """
    show_study(go_on(folder, replications, how_of(jobs, scheduler)), as_json=as_json)


@click.command(epilog="Examples:  mobsim merge shard-1 shard-2 -o all")
@click.argument("folders", nargs=-1, required=True, shell_complete=results)
@click.option("-o", "--output", required=True, metavar="DIR", help="Folder for the combined study.")
@click.option(
    "--force", is_flag=True, help="Replace an existing result in the folder that -o names."
)
@json_option
def merge(folders: tuple[str, ...], output: str, force: bool, as_json: bool) -> None:
    """Combine the shards in FOLDERS into one study, as if all the nights had run at once.

    Shards are studies of the same scenario and seed, each with its own range of nights. For
    example, 'mobsim run SCENARIO --replications 0:500 -o shard-1' writes the first shard.
    """
    show_study(merge_shards(folders, output, force=force), as_json=as_json)


@click.command(
    epilog="Examples:  mobsim rerun six-cities-saturday-1-study   "
    "mobsim rerun six-cities-saturday-1-study --night 17 -o night-17"
)
@click.argument("folder", shell_complete=results)
@output_option(
    "Folder for the result. By default, its name is made from the scenario and the seed."
)
@click.option(
    "--force", is_flag=True, help="Replace an existing result in the folder that -o names."
)
@click.option(
    "--night",
    type=click.IntRange(min=0),
    metavar="R",
    help="Repeat only this night, with its scorecard and log.",
)
@engine_options
def rerun(folder: str, **how: Any) -> int:
    """Repeat the study in FOLDER with the installed version of mobsim, and compare the results.

    With --night, the command repeats one night and saves it as a separate result, which 'mobsim
    why' can explain. FOLDER can also hold a search from a stress test. The command then repeats the
    search, but saves nothing.

    The command exits with status 1 if anything differs.
    """
    put_back(Path(folder))
    if kind_of(Path(folder)) == "search" or (Path(folder) / SEARCH).is_file():
        return _repeat_search(folder, **how)
    if how["night"] is not None:
        return _show_night(folder, how["night"], how["output"], force=how["force"])
    again = run_again(
        folder, how["output"], force=how["force"], how=how_of(how["jobs"], how["scheduler"])
    )
    say(saved_in(Path(again.study.folder or "")))
    return _say_same(again.study.replications_run, again.different, again.moved)


def _repeat_search(folder: str, **how: Any) -> int:
    from mobsim.stress.reverse.search_keeping import repeat_search

    for option in ("night", "output"):
        if how[option] is not None:
            raise click.UsageError(f"--{option} is for studies; {folder} holds a search")
    again = repeat_search(folder, how_of(how["jobs"], how["scheduler"]))
    return _say_same(len(again.found.nights), again.different, again.moved)


def _say_same(count: int, different: Sequence[int], moved: dict[str, tuple[object, object]]) -> int:
    """Print whether the repeated nights are the same as before, and what has changed since."""
    if not count:
        say("NOT THE SAME: no night was repeated")
    elif different:
        first = ", ".join(map(str, different[:5]))
        say(f"NOT THE SAME: {len(different)} nights differ, such as {first}")
    else:
        say(f"The same: all {count} nights have exactly the same values as before")
    _say_moved(moved)
    return FAILED if different or not count else 0


def _show_night(folder: str, night: int, output: Path | None, *, force: bool) -> int:
    check_not_replaced(folder, output, "the study")
    result = night_of_study(folder, night)
    saved = result.save(output, force=force)
    say(result.scorecard())
    say(saved_in(saved))
    say_next(shlex.join(["mobsim", "why", str(saved), result.most_asked_about()]))
    return 0


@click.command(epilog="Examples:  mobsim verify six-cities-saturday-1-study")
@click.argument("folder", type=click.Path(path_type=Path), shell_complete=results)
@json_option
def verify(folder: Path, as_json: bool) -> int:
    """Check that FOLDER has not changed since mobsim wrote it.

    FOLDER is anything that mobsim has saved: a night, a study, a sweep, a comparison, a stress test
    or one of its searches, or a set of returns. You can also give the file of a report instead of a
    folder. For a study, the command also says which of its inputs have changed.

    The command exits with status 1 if a file was changed, added or removed.
    """
    with reading(folder):
        put_back(folder)
        if folder.is_file():
            found, what = _look_at_page(folder), "the page is as it was written"
        elif kind_of(folder) == "study":
            kept = open_folder(folder, checked=False)
            found, what = look_at(kept), f"{_kept(kept)} as they were written"
        else:
            found, what = _look_at_folder(folder)
    if as_json:
        say_json("verify", vars(found))
        return 0 if found.sound else FAILED
    for each in found.damaged:
        say(f"damaged: {each}")
    if found.unfinished:
        say(f"not complete: {found.unfinished}")
    if found.sound:
        say(f"sound: {what}")
    if kind_of(folder) == "study":
        _say_moved(found.moved)
    return 0 if found.sound else FAILED


def _look_at_page(page: Path) -> DamageFound:
    found = seal_of(page)
    if found == "none":
        raise InputError.about(page, "is not a report of mobsim; expected a folder, or a report")
    message = f"{page}: was changed after it was written; write it again with 'mobsim report'"
    return DamageFound([message] if found == "broken" else [])


def _look_at_folder(folder: Path) -> tuple[DamageFound, str]:
    """The damage found in a folder and its subfolders, and a description of the folder."""
    if not folder.is_dir():
        message = "no such folder; expected one that 'mobsim run' has saved"
        raise InputError.about(folder, message)
    if not any((folder / name).exists() for name in (MANIFEST, *_DOCUMENTS)):
        message = f"found no {DOCUMENT}; expected a folder that 'mobsim run' has saved"
        raise InputError.about(folder, message)
    if damaged := list(map(str, faults_below(folder))):
        return DamageFound(damaged), ""
    manifest = read_manifest(folder)
    files = sum(path.is_file() for path in folder.rglob("*"))
    unfinished = "" if manifest.complete else "to resume, run the same command again"
    return DamageFound(
        [], unfinished
    ), f"{KINDS[manifest.kind]}, {files} files as they were written"


def _kept(folder: Folder) -> str:
    digest = folder.identity.results_sha256
    return f"{count_of(folder.spans)} nights" + (f", results {digest[:12]}" if digest else "")


def _say_moved(moved: dict[str, tuple[object, object]]) -> None:
    if not moved:
        say_beside("nothing that affects the results has changed since")
        return
    for name, (then, now) in moved.items():
        say(f"changed since: {name}{_difference(then, now)}")


def _difference(then: object, now: object) -> str:
    if isinstance(then, dict) and isinstance(now, dict):
        names = sorted(key for key in {*then, *now} if then.get(key) != now.get(key))
        return ": " + ", ".join(f"{n} {_cut(then.get(n))} → {_cut(now.get(n))}" for n in names)
    return f": {_cut(then)} → {_cut(now)}"


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) <= 20 else f"{text[:12]}…"
