"""How does an editor know the keys of a scenario file?"""

from typing import Any

from mobsim.scenario.file.choices import choice_schema
from mobsim.scenario.file.layers import BY_ID
from mobsim.scenario.file.listed_tables import LISTED
from mobsim.scenario.file.scenario_keys import REQUIRED, SCHEMA_VERSION, LayerKeys
from mobsim.scenario.plugins import KINDS


def json_schema(*, plugins: bool = False) -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors that complete and check as you type.

    ``plugins``: whether to include the choices of installed plug-ins, which are imported for this.
    """
    schema = LayerKeys.model_json_schema()
    definitions = schema.pop("$defs")
    for key in KINDS if plugins else ():
        told = {name: schema["properties"][key].get(name) for name in ("title", "description")}
        told = {name: text for name, text in told.items() if text}
        schema["properties"][key] = choice_schema(key, plugins=True) | told
    _allow_partial_lists(schema)
    _drop_nulls([schema, definitions])
    layer = {**schema, "title": "Override"}
    schema["properties"] = {
        "schema": {"const": SCHEMA_VERSION, "description": "Version of this schema."},
        "base": {"type": "string", "description": "A scenario that this one builds on."},
        "overrides": {
            "type": "object",
            "description": "Named changes, chosen with --with.",
            "additionalProperties": {"$ref": "#/$defs/Override"},
        },
        **schema["properties"],
    }
    schema["required"] = ["schema"]
    schema["anyOf"] = [{"required": ["base"]}, {"required": list(REQUIRED)}]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "mobsim scenario",
        "$defs": {**definitions, "Override": layer},
    }


def _allow_partial_lists(schema: dict[str, Any]) -> None:
    """Allow a layer to change members of a list by id, to list them again, or to name tables."""
    table = {"type": "string", "pattern": r"\.(csv|xlsx|xlsm)$"}
    for key in LISTED:
        forms = schema["properties"][key]["anyOf"]
        members = next(form for form in forms if form.get("type") == "array")
        if key in BY_ID:
            forms.append({"type": "object", "additionalProperties": members["items"]})
        members["items"] = {"anyOf": [members["items"], table]}
        forms.append(table)


def _drop_nulls(part: Any) -> None:
    """Refuse a blank value for a key, even if the key is optional."""
    if isinstance(part, list):
        for each in part:
            _drop_nulls(each)
    elif isinstance(part, dict):
        part.pop("default", None) if part.get("default", 0) is None else None
        if isinstance(part.get("anyOf"), list):
            part["anyOf"] = [each for each in part["anyOf"] if each != {"type": "null"}]
            if len(part["anyOf"]) == 1:
                part |= part.pop("anyOf")[0]
        for each in list(part.values()):
            _drop_nulls(each)
