"""Which fields does the page show, and how is each filled in?"""

from typing import Any


def desk_form() -> dict[str, Any]:
    return {"groups": []}
