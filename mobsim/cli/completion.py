"""Which words can come next on the command line?

A shell uses these functions to complete words. If a file cannot be read, the functions offer
nothing, because a shell should not print a fault. The functions import modules only when needed,
because the user is waiting.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.shell_completion import BashComplete, CompletionItem, add_completion_class

from mobsim.ground.errors import MobsimError
from mobsim.ground.safe_text import shown_in_line


def scenario_names(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of a shipped scenario, or the path of a file."""
    from mobsim.scenario.file.scenario_finding import shipped_names

    return [*_begun(incomplete, shipped_names()), CompletionItem(incomplete, type="file")]


def overrides_of(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The presets, and the named overrides of the scenario on the command line."""
    from mobsim.scenario.file import resolve

    names: list[str] = ["likely", "static"]
    with suppress(MobsimError, OSError):
        names[:0] = resolve(_scenario(ctx)).overrides
    return _begun(incomplete, dict.fromkeys(names))


def settings_of(
    ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The keys that ``--set`` can change in the scenario, and the values of these keys.

    If the value of a key must be one of a few names, the shell offers ``key=name`` for each name.
    """
    from mobsim.scenario.file import json_schema, resolve

    schema = json_schema(plugins=True)
    values: Mapping[str, Any] = {}
    with suppress(MobsimError, OSError):
        values = {path: value for path, (value, _) in resolve(_scenario(ctx)).origins.items()}
    # --set replaces a whole list, so need.psu[0].at is offered as need.psu. If a key holds
    # further keys, only these are offered.
    paths = dict.fromkeys(path.partition("[")[0] for path in values)
    parts = {path.partition(".")[0] for path in paths if "." in path}
    keys = dict.fromkeys([*(key for key in schema["properties"] if key not in parts), *paths])
    path, equals, _ = incomplete.partition("=")
    if equals:
        now = [str(values[path])] if path in values else []
        chosen = [*_choices(schema, path.split("."))] or now
        return _begun(incomplete, (f"{path}={each}" for each in chosen))
    offered: list[str] = []
    for key in keys:
        if key.startswith(incomplete):
            chosen = [*_choices(schema, key.split("."))]
            offered += [f"{key}={each}" for each in chosen] or [f"{key}="]
    return _begun(incomplete, offered)


def force_ids(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The ids of the forces."""
    from mobsim.country.forces import load_forces

    return _begun(incomplete, (each.force_id for each in load_forces()))


def inspectable(
    _ctx: click.Context, _param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The subjects that you can inspect: forces, regions and ``all``."""
    from mobsim.country.forces import load_forces, load_regions

    forces = [each.force_id for each in load_forces()]
    return _begun(
        incomplete, dict.fromkeys([*forces, *(r.region_id for r in load_regions()), "all"])
    )


def subjects(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The incidents, forces and units of a saved result."""
    from mobsim.telling.store import read_result

    with suppress(MobsimError, OSError):
        saved = read_result(Path(str(ctx.params.get("folder") or "")))
        units = (row.unit for row in saved.log if row.unit)
        return _begun(
            incomplete, dict.fromkeys([*saved.facts.incidents, *saved.facts.forces, *units])
        )
    return []


def results(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The folders that mobsim wrote; if there are none, the shell offers any folder."""
    from mobsim.ground.manifest import MANIFEST

    here = Path(incomplete)
    here = here if incomplete.endswith("/") else here.parent
    found: list[str] = []
    with suppress(OSError):
        found = [str(each) for each in sorted(here.iterdir()) if (each / MANIFEST).is_file()]
    return _begun(incomplete, found) or [CompletionItem(incomplete, type="dir")]


def quarters(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete the name of a shipped quarter, or the path of a folder."""
    from mobsim.country.returns.keeping import shipped_quarters

    return [*_begun(incomplete, shipped_quarters()), CompletionItem(incomplete, type="dir")]


def _begun(incomplete: str, names: Iterable[str]) -> list[CompletionItem]:
    # A file name that contains terminal controls is not offered.
    found = (name for name in names if name.startswith(incomplete))
    return [CompletionItem(name) for name in found if name == shown_in_line(name)]


def _scenario(ctx: click.Context) -> str:
    """The scenario on the command line, or the smallest shipped scenario if there is none."""
    # After an option that has no value yet, click has not assigned the arguments.
    named = ctx.params.get("scenario") or ctx.params.get("scenarios") or ctx.args or ["quickstart"]
    return str(named if isinstance(named, str) else named[0])


def _choices(schema: Mapping[str, Any], path: list[str]) -> Iterator[str]:
    """The names that the schema allows as the value of a key."""
    found: Any = schema
    for key in path:
        found = _referred(found, schema).get("properties", {}).get(key, {})
    for each in (found, *_referred(found, schema).get("anyOf", ())):
        yield from (str(name) for name in _referred(each, schema).get("enum", ()))


def _referred(found: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    name = str(found.get("$ref", "")).rpartition("/")[2]
    referred: Mapping[str, Any] = schema["$defs"][name] if name else found
    return referred


class SettingBash(BashComplete):
    """Completion for Bash.

    Bash splits ``key=value`` into three words, and replaces only the last word.
    """

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the complete words, and the unfinished word with ``key=`` back in front of it."""
        args, incomplete = super().get_completion_args()
        if incomplete == "=":
            incomplete = ""
        elif args[-1:] == ["="]:
            del args[-1]
        else:
            return args, incomplete
        return args[:-1], f"{args[-1]}={incomplete}"

    def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
        """The completions, without the ``key=`` that the user has already typed."""
        head = incomplete.rpartition("=")[0]
        found = super().get_completions(args, incomplete)
        for each in found if head else []:
            each.value = str(each.value).removeprefix(f"{head}=")
        return found


add_completion_class(SettingBash, "bash")
