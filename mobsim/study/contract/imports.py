"""Does a plug-in import anything that lets it see the future or make its own random draws?"""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from typing import Any, Final

_NEVER: Final = (*("datetime", "numpy.random", "random", "secrets", "simpy", "time", "uuid"),)
"""The modules that a plug-in must not import, because they give access to time or randomness."""
_BOTH: Final = (
    "mobsim.ground.declarations",
    "mobsim.ground.errors",
    "mobsim.ground.units",
    "mobsim.scenario.plugins",
)
POLICY_MAY: Final = (*_BOTH, "mobsim.policy")
"""The parts of mobsim that a policy may import. None of the parts gives access to the future."""
SOURCE_MAY: Final = (
    *_BOTH,
    "mobsim.ground.clock",
    "mobsim.country.demand",
    "mobsim.ground.randomness",
)
"""The parts of mobsim that a source of incidents may import. The parts include distributions, but
mobsim itself makes the random draws.
"""


def forbidden_imports(source: str, may: tuple[str, ...] = POLICY_MAY) -> list[str]:
    """The forbidden imports in the text of a Python module, including imports inside functions.

    >>> forbidden_imports("import math, random")
    ['random']
    >>> forbidden_imports("from mobsim import engine, policy")
    ['mobsim.engine']
    """
    imported = set(_imported(ast.parse(source)))
    own = {name for name in imported if _is_one_of(name, ("mobsim",))}
    found = {name for name in own if not _is_one_of(name, may)}
    found |= {name for name in imported - own if _is_one_of(name, _NEVER)}
    # In "from a import b", b may be a module, or a name in a module that is listed already.
    return sorted(name for name in found if name.rpartition(".")[0] not in found)


def imports_of(make: Callable[..., Any], may: tuple[str, ...]) -> list[str]:
    """The forbidden imports of the module that defines an object, as sentences."""
    module = sys.modules.get(make.__module__)
    try:
        source = inspect.getsource(module) if module else ""
    except (OSError, TypeError):
        source = ""
    if not source:
        return [f"the source of its module {make.__module__!r} cannot be read"]
    return [
        f"its module {make.__module__!r} imports {name}; {_why(name)}"
        for name in forbidden_imports(source, may)
    ]


def _why(name: str) -> str:
    if name.startswith("mobsim"):
        return "a plug-in may use only the data that it receives"
    return "a plug-in must not read a clock or draw random numbers"


def _imported(tree: ast.AST) -> Iterator[str]:
    numpy = {"numpy"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
            numpy |= {each.asname for each in node.names if each.name == "numpy" and each.asname}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            if node.module != "mobsim":
                yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names)
    used = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
    if any(ast.unparse(node) in {f"{name}.random" for name in numpy} for node in used):
        yield "numpy.random"


def _is_one_of(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == each or name.startswith(f"{each}.") for each in modules)
