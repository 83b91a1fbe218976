"""How does a template become a file that loads no other file?"""

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
    """Make an environment for the templates of a package.

    The templates are in the package's folder ``templates``; the shared templates are under
    ``page/``. A template begins with ``{% extends "page/page.html" %}`` and can use the macros in
    ``page/macros.html``. The environment escapes all printed text and makes control characters
    visible; an unknown name is an error. The filter ``bdi`` isolates a user's text.
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
    """Render a page as the text of one HTML file.

    Parameters
    ----------
    template
        A template of the package that extends ``page/page.html``.
    package
        The package of the templates.
    title
        The title of the document, which can include a user's text.
    styles, scripts
        Files beside the template, which are inlined in this order and allowed by their hashes.
    data
        The data by id; scripts read them from elements ``<script type="application/json">``.
    running
        The text printed at the foot of every sheet of paper.
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
    """The hash of every script in a package's pages, in the form that a policy uses."""
    found = environment(package)
    names = found.list_templates(extensions=["js"])
    return tuple(source_hash(each) for each in _sources(found, names))


def _finalized(value: Any) -> Any:
    """Return the text to print for the value of an expression in a template."""
    from markupsafe import Markup

    if isinstance(value, Markup):
        return Markup(shown(value))  # texts joined to markup have not been checked yet
    return tied(shown(value)) if isinstance(value, str) else value


def _sources(found: "Environment", names: Sequence[str]) -> list[str]:
    loader = found.loader
    assert loader is not None  # environment() sets the loader
    return [_compact(loader.get_source(found, name)[0]) for name in names]


def _compact(source: str) -> str:
    r"""Remove empty lines and indents from a style or a script.

    >>> _compact("main {\n  color: red;\n\n}\n")
    'main {\ncolor: red;\n}'
    """
    lines = (line.strip() for line in source.splitlines())
    return "\n".join(line for line in lines if line)


def _footed(running: str) -> str:
    """The rule for a style sheet that prints a text at the foot of each sheet."""
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
    """The policy of a page, which allows only its own style and scripts, by their hashes."""
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
    """The hash by which a Content-Security-Policy allows a style or a script."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
