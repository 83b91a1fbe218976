"""Which inputs are kept in the repository, for every later run to begin with?

One line of JSON an input: its verdict, where it came from, and the recipe.
"""

import json
from pathlib import Path
from typing import Any, Final

from tests.fuzzing.cases import Recipe

MOST_LETTERS: Final = 1_500
"""Of an input that is kept because it says something new; one that failed may be longer."""
CORPUS: Final = Path(__file__).with_name("corpus")


def path_of(reader: str) -> Path:
    return CORPUS / f"{reader}.jsonl"


def kept(reader: str) -> list[dict[str, Any]]:
    """What is kept for a reader, line by line."""
    path = path_of(reader)
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        if path.is_file()
        else []
    )


def recipes(reader: str) -> list[Recipe]:
    return [each["recipe"] for each in kept(reader)]


def keep(reader: str, lines: list[dict[str, Any]]) -> None:
    """Write what is kept, in order, so that a change shows as the lines that changed."""
    CORPUS.mkdir(exist_ok=True)
    text = "".join(json.dumps(each, sort_keys=True) + "\n" for each in lines)
    path_of(reader).write_text(text, "utf-8")
