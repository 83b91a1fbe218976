"""How is a scenario of an older schema read?

Every file says ``schema: N``. A file of this version is read as it stands; one of a newer version,
or without a version, is refused; one of an older version is taken from each version to the next
by the functions registered here, which keep the place of every value.
"""

from collections.abc import Callable, Mapping

from mobsim.ground.errors import InputError
from mobsim.scenario.file.scenario_keys import SCHEMA_VERSION
from mobsim.scenario.file.value_readers import shown
from mobsim.scenario.file.yaml_reading import Node

Migration = Callable[[Node], Node]

MIGRATIONS: Mapping[int, Migration] = {}
"""By version, what turns a file of it into one of the next. There is only version 1 yet."""


def migrate(
    root: Node,
    *,
    current: int = SCHEMA_VERSION,
    migrations: Mapping[int, Migration] = MIGRATIONS,
) -> Node:
    """The file as one of the current version.

    Raises
    ------
    InputError
        When the version is missing, is not a number or is newer than mobsim reads.
    """
    version = _version(root, current)
    for step in range(version, current):
        root = migrations[step](root)
    return Node(root.items | {"schema": root.items["schema"]}, root.mark, root.key)


def _version(root: Node, current: int) -> int:
    found = root.items.get("schema")
    if found is None:
        message = f"missing 'schema'; expected 'schema: {current}' as the first line"
        raise InputError([root.mark.fault((), message)])
    version = found.value
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        message = f"found {shown(found.plain())}, expected the version of the schema: {current}"
        raise InputError([found.mark.fault(("schema",), message)])
    if version > current:
        message = f"found {version}, newer than this mobsim reads ({current}); update mobsim"
        raise InputError([found.mark.fault(("schema",), message)])
    return version


def renamed(root: Node, old: str, new: str) -> Node:
    """The mapping with one key renamed, wherever it stands: a helper for migrations."""
    items = {new if key == old else key: node for key, node in root.items.items()}
    return Node(items, root.mark, root.key)
