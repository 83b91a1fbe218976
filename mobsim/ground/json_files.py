"""How does mobsim read JSON without ambiguity?"""

import json
from typing import Any


def parsed(text: str) -> Any:
    """The content of a JSON text.

    Raises
    ------
    ValueError
        If the text is not JSON, is nested too deeply, repeats a key, or contains NaN or infinity.

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
