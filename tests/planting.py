"""Can a changed text take effect in a module that is already imported?

It can if only the insides of functions have changed: the functions that live get the code of those
in the text. To import the module and all that build on it once more would take longer than most
tests.
"""

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from inspect import CO_OPTIMIZED
from types import CodeType, FunctionType
from typing import Any

Living = Mapping[str, Sequence[FunctionType]]
"""The functions that live in this process, by the file of their code."""


def living_functions() -> Living:
    """Every function that lives; later ones get their code from these."""
    found: defaultdict[str, list[FunctionType]] = defaultdict(list)
    for each in gc.get_objects():
        if isinstance(each, FunctionType):
            found[each.__code__.co_filename].append(each)
    return found


def put_in(living: Living, file: str, old: str, new: str) -> bool:
    """Give the functions of a file the code that its new text has for them.

    False, with nothing changed, if more than the insides of functions has changed.
    """
    before, after = (compile(text, file, "exec") for text in (old, new))
    if _outside(before) != _outside(after):
        return False
    code = dict(zip(_functions(before), _functions(after), strict=True))
    own = [each for each in living.get(file, ()) if each.__code__ in code]
    if any(code[each.__code__].co_freevars != each.__code__.co_freevars for each in own):
        return False
    for each in own:
        each.__code__ = code[each.__code__]
    return True


def _is_function(each: object) -> bool:
    """Whether it is the code of a function, and not that of a class or of a constant."""
    return isinstance(each, CodeType) and bool(each.co_flags & CO_OPTIMIZED)


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The functions of a module and of its classes, in order, without those inside functions."""
    for each in code.co_consts:
        if _is_function(each):
            yield each
        elif isinstance(each, CodeType):
            yield from _functions(each)


def _outside(code: CodeType) -> tuple[Any, ...]:
    """What code does outside its functions. The lines on which the code stands do not count."""
    inside = tuple(
        ("function", each.co_name, each.co_flags)
        if isinstance(each, CodeType) and _is_function(each)
        else _outside(each)
        if isinstance(each, CodeType)
        else (type(each), repr(each))
        for each in code.co_consts
    )
    return (code.co_name, code.co_code, code.co_names, code.co_varnames, inside)
