"""How does a command show its help, and how does it respond to a misspelt name?"""

from collections.abc import Iterable
from typing import Final

import click

from mobsim.ground.errors import did_you_mean
from mobsim.ground.text_layout import terminal_width, wrapped

_NARROW: Final = 70
"""In a terminal with fewer columns than this, help prints the meaning of an option below its name.
"""


class FittedHelp(click.HelpFormatter):
    """A help page that fits a narrow terminal.

    Without this class, click would break words and use at least 50 columns.
    """

    def __init__(
        self, indent_increment: int = 2, width: int | None = None, max_width: int | None = None
    ) -> None:
        super().__init__(indent_increment, width, max_width)
        there = terminal_width()
        self.is_narrow = there is not None and there < _NARROW
        if self.is_narrow:
            self.width = min(self.width, there or self.width)

    def write_text(self, text: str) -> None:
        """Write paragraphs, and keep each word whole even in a narrow terminal."""
        if not self.is_narrow:
            super().write_text(text)
            return
        indent = " " * self.current_indent
        parts = ("\n".join(wrapped(each, self.width, indent)) for each in text.split("\n\n"))
        self.write("\n\n".join(parts) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write each name with its meaning beside it, or below it in a narrow terminal."""
        if not self.is_narrow:
            super().write_dl(rows, col_max, col_spacing)
            return
        indent = " " * self.current_indent
        for name, text in rows:
            lines = wrapped(name, self.width, indent, indent + "  ")
            lines += wrapped(text, self.width, indent + "    ")
            self.write("".join(f"{line}\n" for line in lines))


class HelpContext(click.Context):
    """The context of a command whose help is a `FittedHelp`."""

    formatter_class = FittedHelp


class FittedCommand(click.Command):
    """A command in a group, with a help page that fits a narrow terminal."""

    context_class = HelpContext


class Suggesting(click.Group):
    """A group of commands that suggests the nearest name for a misspelt name."""

    context_class = HelpContext
    command_class = FittedCommand

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command, or fail and suggest the nearest name."""
        known = self.list_commands(ctx)
        if args and args[0] not in known and not args[0].startswith("-"):
            ctx.fail(f"no command {args[0]!r}; {did_you_mean(args[0], known)}")
        return super().resolve_command(ctx, args)
