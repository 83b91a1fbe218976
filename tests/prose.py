"""Which texts does a person read, and in which file and line does each stand?

Pages, docstrings, messages, templates, comments of scenarios, words of notebooks and the register
of columns. Code, inline code and quotations are left out: a quotation keeps its author's words.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
BANNED: Final = Path(__file__).with_name("banned_forms.toml")

PAGES: Final = ("docs/*.md", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "DESIGN.md")
WHOLE: Final = ("mobsim/**/*.html", "mobsim/**/*.js", "scenarios/*.yaml", "data/dictionary.csv")
"""Files of which every line is read, since their code has no form that is banned."""
NOT_READ: Final = "docs/source-documents.md"
"""It is made of the names of tests, and of what other people wrote."""
LEFT_OUT: Final = (
    r"^```.*?^```",  # blocks of code
    r"`[^`\n]+`",
    r"“[^”]*”",
    r"^>.*?$",
)


class Piece(NamedTuple):
    """A text that a person reads, with its file and its first line."""

    path: str
    line: int
    text: str


class Banned(NamedTuple):
    """A form that no text may have, and what to write in its place."""

    pattern: str
    instead: str
    why: str
    allowed: tuple[str, ...]


def pieces(root: Path = ROOT) -> Iterator[Piece]:
    """Every text of the repository that a person reads."""
    for pattern in (*PAGES, *WHOLE):
        for path in sorted(set(root.glob(pattern)) - {root / NOT_READ}):
            yield Piece(_name(path, root), 1, _without_code(path.read_text(encoding="utf-8")))
    for path in sorted((root / "mobsim").rglob("*.py")):
        yield from in_python(_name(path, root), path.read_text(encoding="utf-8"))
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        yield from _in_notebook(_name(path, root), path.read_text(encoding="utf-8"))


def in_python(name: str, source: str) -> Iterator[Piece]:
    """Docstrings, and strings that hold at least two words."""
    inside: set[ast.AST] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.JoinedStr):
            inside.update(node.values)
            parts = [
                str(each.value) if isinstance(each, ast.Constant) else "{}" for each in node.values
            ]
            yield Piece(name, node.lineno, "".join(parts))
        elif isinstance(node, ast.Constant) and node not in inside and " " in str(node.value):
            yield Piece(name, node.lineno, _without_code(str(node.value)))


def _in_notebook(name: str, source: str) -> Iterator[Piece]:
    for cell in json.loads(source)["cells"]:
        if cell["cell_type"] == "markdown":
            text = "".join(cell["source"])
            first = text.split("\n")[0]
            yield Piece(name, _line_of(source, json.dumps(first)[1:-1]), _without_code(text))


def _without_code(text: str) -> str:
    """Blank where code and quotations were, each line in its place."""
    for pattern in LEFT_OUT:
        text = re.sub(pattern, _blank, text, flags=re.MULTILINE | re.DOTALL)
    return text


def _blank(found: re.Match[str]) -> str:
    return "·" + "\n" * found[0].count("\n")


def _line_of(source: str, text: str) -> int:
    return source[: max(source.find(text), 0)].count("\n") + 1


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def banned(path: Path = BANNED) -> list[Banned]:
    """The list of banned forms."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["form"]
    return [
        Banned(row["pattern"], row["instead"], row["why"], tuple(row.get("allowed", ())))
        for row in rows
    ]


def compiled(form: Banned) -> re.Pattern[str]:
    """Word by word: a space may be the end of a line, and a capital may begin it."""
    return re.compile(rf"\b(?:{form.pattern})\b".replace(" ", r"\s+"), re.IGNORECASE)


def faults(found: Iterator[Piece], forms: list[Banned]) -> list[str]:
    """A line for each banned form: where it is, and what to write in its place."""
    patterns = [(compiled(form), form) for form in forms]
    any_form = re.compile("|".join(f"(?:{each.pattern})" for each, _ in patterns), re.IGNORECASE)
    told = {
        _fault(piece, hit, form)
        for piece in found
        if any_form.search(piece.text)
        for pattern, form in patterns
        for hit in pattern.finditer(piece.text)
        if not _is_allowed(piece.text, hit, form)
    }
    return sorted(told)


def _is_allowed(text: str, hit: re.Match[str], form: Banned) -> bool:
    around = " ".join(text[max(hit.start() - 60, 0) : hit.end() + 60].split()).lower()
    return any(phrase.lower() in around for phrase in form.allowed)


def _fault(piece: Piece, hit: re.Match[str], form: Banned) -> str:
    line = piece.line + piece.text.count("\n", 0, hit.start())
    return f"{piece.path}:{line}: '{' '.join(hit[0].split())}' ({form.why}); write {form.instead}"
