"""What is the shortest way to write a plain value in YAML so that it reads back the same?"""

import json
from typing import Any, Final

from mobsim.ground.errors import InputError
from mobsim.scenario.file.yaml_reading import read_yaml

WIDTH: Final = 100
INDENT: Final = 2
"""The number of columns by which each lower level is indented."""
PROBE: Final = "desk"
"""The file name to give for a text that mobsim reads only to check its values."""


def flow(value: Any, *, in_flow: bool = False) -> str:
    """Write a value on one line.

    >>> flow({"psu": [{"at": "+0m", "units": 10}], "said": "a: b"})
    '{psu: [{at: +0m, units: 10}], said: "a: b"}'
    """
    if isinstance(value, dict):
        pairs = (f"{key_text(k, in_flow=True)}: {flow(v, in_flow=True)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each, in_flow=True) for each in value) + "]"
    return scalar(value, in_flow=in_flow)


def block(value: Any, column: int) -> list[str]:
    """Write a mapping or a list as several lines, without line ends."""
    indent, lines = " " * column, []
    if isinstance(value, list):
        for each in value:
            lines.append(f"{indent}- {flow(each)}")
            if isinstance(each, dict) and each and len(lines[-1]) > WIDTH:
                first, *more = block(each, column + INDENT)
                lines[-1:] = [f"{indent}- {first.lstrip()}", *more]
        return lines
    for key, each in value.items():
        line = f"{indent}{key_text(key)}: {flow(each)}"
        if isinstance(each, dict | list) and each and len(line) > WIDTH:
            lines += [f"{indent}{key_text(key)}:", *block(each, column + INDENT)]
        else:
            lines.append(line)
    return lines


def key_text(key: str | int, *, in_flow: bool = False) -> str:
    """Write a key without its colon."""
    return scalar(str(key), in_flow=in_flow, is_key=True)


def scalar(value: Any, *, in_flow: bool = False, is_key: bool = False) -> str:
    """Write a number, a switch or a text, with quotes only if the text needs them."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return repr(value)
    return value if _is_safe(value, in_flow=in_flow, is_key=is_key) else _quoted(value)


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=not value.isprintable())


def _is_safe(value: str, *, in_flow: bool, is_key: bool) -> bool:
    """Return whether a text reads back unchanged without quotes."""
    if not value.isprintable() or value != value.strip() or not value:
        return False
    line = f"{value}: 1" if is_key else f"a: {value}"
    try:
        found = read_yaml(f"{{{line}}}" if in_flow else line, PROBE).plain()
    except InputError:
        return False
    return bool(found == ({value: 1} if is_key else {"a": value}))
