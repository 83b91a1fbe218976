"""How does a template become one file that does not load anything?"""

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.safe_text import shown
from mobsim.looking.page.texts import isolated, json_for_script, tied

if TYPE_CHECKING:
    from jinja2 import Environment

_ENDS: Final = re.compile(r"</(?:style|script)|<!--|<script", re.IGNORECASE)


@cache
def environment(package: str) -> "Environment":
    """Makes an environment that finds a package's templates, and this one's under ``page/``.

    A template of the package opens with ``{% extends "page/page.html" %}`` and takes macros from
    ``page/macros.html``. All printed text is escaped, controls in it are named, and an unknown name
    is an error. The filter ``bdi`` keeps a user's text apart.

    A package's templates are in its folder ``templates``.
    """
    import jinja2

    own = jinja2.PackageLoader("mobsim.looking.page", "templates")
    loaders = [jinja2.PrefixLoader({"page": own}), jinja2.PackageLoader(package, "templates")]
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader(loaders),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["bdi"] = isolated
    return made


def render(
    template: str,
    *,
    package: str,
    title: str,
    styles: Sequence[str] = (),
    scripts: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    running: str = "",
    **values: Any,
) -> str:
    """A page as the text of one HTML file.

    Parameters
    ----------
    template
        A template of the package that extends ``page/page.html``.
    package
        The package of the templates.
    title
        The title of the document; a user's text may be in it.
    styles, scripts
        Files beside the template, inlined whole and in this order, and allowed by their hashes.
    data
        Data by id, which scripts read from a ``<script type="application/json">``.
    running
        Printed at the foot of every sheet of paper.
    values
        The values for the template.
    """
    from markupsafe import Markup

    found = environment(package)
    style = "\n".join(_sources(found, ("page/page.css", *styles))) + _footed(running)
    code = _sources(found, scripts)
    _end_nothing(style, *code)
    return found.get_template(template).render(
        page_title=title,
        page_policy=_policy(style, code),
        page_style=Markup(style),
        page_scripts=[Markup(each) for each in code],
        page_data={name: json_for_script(value) for name, value in (data or {}).items()},
        **values,
    )


def script_hashes(package: str) -> tuple[str, ...]:
    """Every script of a package's pages, in the form for a policy."""
    found = environment(package)
    names = found.list_templates(extensions=["js"])
    return tuple(source_hash(each) for each in _sources(found, names))


def _finalized(value: Any) -> Any:
    """The text that an expression of a template prints."""
    from markupsafe import Markup

    if isinstance(value, Markup):
        return Markup(shown(value))  # texts that were joined to markup have not been looked at
    return tied(shown(value)) if isinstance(value, str) else value


def _sources(found: "Environment", names: Sequence[str]) -> list[str]:
    loader = found.loader
    assert loader is not None  # environment() gave it one
    return [_compact(loader.get_source(found, name)[0]) for name in names]


def _compact(source: str) -> str:
    r"""A style or a script without empty lines and indents.

    >>> _compact("main {\n  color: red;\n\n}\n")
    'main {\ncolor: red;\n}'
    """
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line)


def _footed(running: str) -> str:
    """The rule of a printed sheet with this text at its foot."""
    if not running:
        return ""
    text = "".join(f"\\{ord(each):x} " for each in shown(running))
    return f'\n@page {{ @bottom-left {{ content: "{text}"; }} }}\n'


def _end_nothing(*texts: str) -> None:
    for text in texts:
        found = _ENDS.search(text)
        if found:
            raise ValueError(f"found {found[0]!r} in an inlined file, which would end it there")
        if shown(text) != text:
            raise ValueError("found a control in an inlined file, such as a carriage return")


def _policy(style: str, scripts: Sequence[str]) -> str:
    """What the page may load: only its own style and scripts, identified by their hashes."""
    code = " ".join(source_hash(each) for each in scripts)
    allowed = [
        "default-src 'none'",
        f"style-src {source_hash(style)}",
        *([f"script-src {code}"] if code else []),
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    return "; ".join(allowed)


def source_hash(text: str) -> str:
    """A style or a script as a Content-Security-Policy allows it."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
