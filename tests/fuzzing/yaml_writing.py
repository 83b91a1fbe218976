"""How is one tree written as YAML in the many ways in which it can be?

Blocks and braces, quotes of each sort, anchors, aliases, merge keys, comments, a document's marks.
"""

import json
from random import Random
from typing import Any

_PLAIN_START = set("-?:,[]{}#&*!|>'\"%@` \t\n\r")


def written(rng: Random, tree: Any) -> str:
    """A tree as YAML, in a style that is drawn."""
    writer = _Writer(rng, braces=rng.choice((0.0, 0.3, 1.0)), odd=rng.choice((0.0, 0.0, 0.05, 0.3)))
    body = writer.block(tree, 0)
    if rng.random() < 0.1:
        body = rng.choice(("---\n", "%YAML 1.2\n---\n", "# a comment\n", "\ufeff", "\n\n")) + body
    return body + rng.choice(("\n", "\n", "\n", "", "\n...\n"))


class _Writer:
    def __init__(self, rng: Random, braces: float, odd: float) -> None:
        self.rng = rng
        self.braces = braces
        self.odd = odd
        self.anchors: list[str] = []

    def block(self, tree: Any, depth: int) -> str:
        """A value that begins a line."""
        if (
            not isinstance(tree, dict | list)
            or not tree
            or self.rng.random() < self.braces * (depth > 0)
        ):
            return "  " * depth + self.flow(tree)
        pad = "  " * depth
        if isinstance(tree, list):
            return "\n".join(f"{pad}-{self._below(value, depth)}" for value in tree)
        lines = [f"{pad}{self.key(key)}:{self._below(value, depth)}" for key, value in tree.items()]
        if self.anchors and self.rng.random() < self.odd:
            lines.append(f"{pad}<<: *{self.rng.choice(self.anchors)}")
        return "\n".join(lines)

    def _below(self, value: Any, depth: int) -> str:
        """What stands after a colon or a dash."""
        if self.anchors and self.rng.random() < self.odd / 3:
            return f" *{self.rng.choice(self.anchors)}"
        anchor = ""
        if self.rng.random() < self.odd:
            self.anchors.append(f"a{len(self.anchors)}")
            anchor = f" &{self.anchors[-1]}"
        if not isinstance(value, dict | list) or not value or self.rng.random() < self.braces:
            return f"{anchor} {self.flow(value)}"
        return f"{anchor}\n{self.block(value, depth + 1)}"

    def flow(self, value: Any) -> str:
        """A value in one line, as far as its texts are."""
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.key(k)}: {self.flow(v)}" for k, v in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self.flow, value)) + "]"
        if value is None:
            return self.rng.choice(("null", "~", "null"))
        if isinstance(value, bool):
            return self.rng.choice(("true", "on") if value else ("false", "off"))
        return self.scalar(value) if isinstance(value, str) else str(value)

    def key(self, key: str) -> str:
        if self.rng.random() < self.odd / 4:
            return f"? {self.scalar(key)}\n"
        return self.scalar(key)

    def scalar(self, text: str) -> str:
        """A text, plain where it can be."""
        style = self.rng.random()
        plain = text and text[0] not in _PLAIN_START and text == text.strip()
        if plain and not set(text) & set("\n\r{}[],#") and ": " not in text and style > self.odd:
            return text
        if self.odd and style < self.odd / 4:
            return self.rng.choice(("!!str ", "!x ", "!!float ")) + text
        return json.dumps(text) if style < 0.3 else "'" + text.replace("'", "''") + "'"
