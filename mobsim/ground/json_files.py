"""What does an unambiguous JSON text say?"""

import json
from typing import Any


def parsed(text: str) -> Any:
    """The content of a JSON text.

    Raises
    ------
    ValueError
        When it is not JSON, is nested too deeply, repeats a key, or holds something that is not a
        number.

    >>> parsed('{"seed": 1}')
    {'seed': 1}
    >>> parsed('{"seed": 1, "seed": 2}')
    Traceback (most recent call last):
    ValueError: the key 'seed' appears twice
    """
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} appears twice")
        found[key] = value
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"found {name}, expected a number")
