"""How does a page show a user's text safely?"""

import json
import re
from typing import TYPE_CHECKING, Any, Final

from mobsim.ground.safe_text import escaped, shown

if TYPE_CHECKING:
    from markupsafe import Markup

_TIED: Final = re.compile(r"(?<=\d) (?=%|h\b)|(?<=\bn) (?== \d)|(?<=\bn =) (?=\d)")
_IN_SCRIPT: Final = {ord(each): f"\\u{ord(each):04x}" for each in "<>&"}


def tied(text: str) -> str:
    r"""Put no-break spaces in a text, so that numbers and their units stay on one line.

    >>> tied("40 % in 4 h, n = 20") == "40\xa0% in 4\xa0h, n\xa0=\xa020"
    True
    """
    return _TIED.sub("\xa0", text)


def isolated(text: object) -> "Markup":
    """Isolate a user's text, so that right-to-left letters do not reorder the text beside it.

    >>> str(isolated("<b>Hull</b>"))
    '<bdi>&lt;b&gt;Hull&lt;/b&gt;</bdi>'
    """
    from markupsafe import Markup

    return Markup("<bdi>{}</bdi>").format(tied(shown(str(text))))


def json_for_script(value: Any) -> "Markup":
    r"""Write JSON that is safe inside an element ``<script type="application/json">``.

    Raises
    ------
    ValueError
        If a number is infinite or not a number, which JSON cannot represent.

    >>> str(json_for_script({"name": "</script>"}))
    '{"name":"\\u003c/script\\u003e"}'
    """
    from markupsafe import Markup

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(escaped(text).translate(_IN_SCRIPT))
