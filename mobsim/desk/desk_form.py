"""Which fields does the page show, and how does the user fill them in?

mobsim makes every field from the record that declares its key, and from the format of its value.
The JSON Schema, the reference pages and the register of assumptions come from the same records. So
a new key, policy or plug-in appears in the form although nobody changes this module.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mobsim.country.forces import load_kinds, load_regions
from mobsim.ground.declarations import (
    CountParameter,
    DurationParameter,
    DurationsParameter,
    NameParameter,
    NumberParameter,
    Parameter,
    ShareParameter,
    SharesParameter,
    SpreadParameter,
    SwitchParameter,
    TimeParameter,
    sentence,
)
from mobsim.scenario.file.choices import CHOICES, plugged_choices, plugin_of
from mobsim.scenario.file.forms import form_of
from mobsim.scenario.file.nested_keys import SEVERITIES
from mobsim.scenario.file.scenario_finding import TABLE_KEYS
from mobsim.scenario.file.scenario_keys import NO_DEFAULT, REQUIRED, Key, LayerKeys, records_of
from mobsim.scenario.file.value_readers import DURATION, SHARE, SWITCH, ValueForm

Field = dict[str, Any]

_GROUPS: Final = {
    "night": ("The night", "Its name, its time, and the forces that take part."),
    "policy": ("Policies", "Choices that the service could make differently."),
    "belief": ("Assumptions", "Facts about the world that are not known."),
    "tables": ("Your own tables", "They replace the shipped tables."),
}
"""The groups for keys that have a single value; every other key has a group of its own."""
_OF_RECORDS: Final[Mapping[type, str]] = {
    DurationParameter: "duration",
    DurationsParameter: "list",
    SpreadParameter: "duration",
    TimeParameter: "time",
    ShareParameter: "share",
    SharesParameter: "list",
    NumberParameter: "number",
    CountParameter: "number",
    NameParameter: "choice",
    SwitchParameter: "switch",
}
_OF_TYPES: Final = {
    "string": "text",
    "integer": "number",
    "number": "number",
    "array": "list",
    "object": "mapping",
}
_SPELT: Final = {"ricc": "RICC", "npocc": "NPoCC", "london": "London", "wales": "Wales"}
_HELD: Final = ("time", "place", "force", "need")
"""The sorts of value for which the form has a special type of field."""


def desk_form() -> dict[str, Any]:
    """Return the fields in groups, with the names that some fields offer as choices."""
    groups: dict[str, dict[str, Any]] = {}
    records = records_of(LayerKeys)
    for name, info in LayerKeys.model_fields.items():
        field = _key_field(name, info, records[name], top=True)
        group = _group_of(field)
        title, said = _GROUPS.get(group, (field["title"], field["help"]))
        groups.setdefault(group, {"group": group, "title": title, "said": said, "fields": []})
        groups[group]["fields"] += _spread(field) if group == name else [field]
    return {
        "groups": list(groups.values()),
        "kinds": [{"id": each.kind_id, "name": each.name} for each in load_kinds()],
        "severities": [{"id": name, "units": units} for name, units in SEVERITIES.items()],
    }


def _group_of(field: Field) -> str:
    [name] = field["path"]
    if field["kind"] in ("list", "mapping") and field.get("fields"):
        return str(name)
    if name in TABLE_KEYS:
        return "tables"
    return "night" if field["nature"] == "fact" else str(field["nature"])


def _spread(field: Field) -> list[Field]:
    """Return one field for each fixed name below a key, or a single field for any other key."""
    if field["kind"] != "mapping" or field.get("by_name"):
        return [field]
    return [{**each, "path": [*field["path"], *each["path"]]} for each in field["fields"]]


def _key_field(name: str, info: FieldInfo, record: Any, *, top: bool = False) -> Field:
    """Make the field of a scenario key, or of a key nested within a scenario key."""
    written = info.alias or name
    forms = list(_forms_in(info.annotation)) + [o for o in info.metadata if _is_form(o)]
    model, listed = _model_in(info.annotation)
    help_line = info.description or (sentence(record) if record is not None else "")
    field = _field(written, help_line, forms[0] if forms else None, record)
    if model is not None:
        field["kind"] = "list" if listed else "mapping"
        below = records_of(model)
        field["fields"] = [
            _key_field(each, of, below.get(each)) for each, of in model.model_fields.items()
        ]
    if model is None and get_origin(_but_none(info.annotation)) is list:
        field["kind"] = "list"
    if top and written in CHOICES:
        field |= {"kind": "choice", "choices": _choices_of(written)}
    return field


def _field(name: str, help_line: str, form: ValueForm | None, record: Any = None) -> Field:
    """Make a field from its record and the format of its value."""
    schema = form.schema if form else {}
    field: Field = {
        "path": [name],
        "title": getattr(record, "title", "") or title_of(name),
        "help": help_line,
        "kind": _kind(form, record),
        **_said(record),
        "required": name in REQUIRED and isinstance(record, Key),
        "example": next(iter(schema.get("examples", [])), None),
        "choices": _names_in(schema, form, record),
    }
    for key in ("minimum", "maximum"):
        if key in schema:
            field[key] = schema[key]
    below = schema.get("additionalProperties")
    if isinstance(below, dict) and "properties" in below:
        field["fields"] = [_plain_field(*each) for each in below["properties"].items()]
        field["by_name"] = True
    return field


def _said(record: Any) -> Field:
    """Return the details of a value from its record, except the format of the value."""
    default = getattr(record, "default", None)
    low, high = getattr(record, "tried", ("", ""))
    return {
        "unit": getattr(record, "unit", ""),
        "default": None if default is NO_DEFAULT else default,
        "nature": getattr(record, "nature", "fact"),
        "policy": getattr(record, "nature", "fact") == "policy",
        "source": getattr(record, "status", "") if getattr(record, "why", "") else "",
        "why": getattr(record, "why", ""),
        "affects": getattr(record, "affects", ""),
        "tried": [low, high] if low or high else [],
    }


def _plain_field(name: str, schema: Mapping[str, Any]) -> Field:
    """Make a field from its JSON Schema alone."""
    return _field(name, str(schema.get("description", "")), ValueForm(str, dict(schema)))


def _kind(form: ValueForm | None, record: Any) -> str:
    if type(record) in _OF_RECORDS:
        return _OF_RECORDS[type(record)]
    if form is None:
        return "other"
    if form.holds:
        return form.holds if form.holds in _HELD else "choice"
    return _kind_of_schema(form.schema)


def _kind_of_schema(schema: Mapping[str, Any]) -> str:
    if schema.get("enum") == SWITCH.schema["enum"]:
        return "switch"
    if "enum" in schema:
        return "choice"
    if schema.get("pattern") == DURATION.schema["pattern"]:
        return "duration"
    ways = schema.get("anyOf", [])
    if len(ways) == 2 and ways[0] == SHARE.schema["anyOf"][0] and ways[1]["type"] == "number":
        return "share"
    return _OF_TYPES.get(str(schema.get("type")), "other")


def _names_in(schema: Mapping[str, Any], form: ValueForm | None, record: Any) -> list[Field]:
    """Return the names to choose from, if the value is one of a fixed set of names."""
    if form and form.holds == "region":
        return [{"value": each.region_id, "title": each.name} for each in load_regions()]
    if form and form.holds == "kind":
        return [{"value": each.kind_id, "title": each.name} for each in load_kinds()]
    names = record.names if isinstance(record, NameParameter) else schema.get("enum", ())
    if names == SWITCH.schema["enum"]:
        names = ("on", "off")
    return [{"value": name, "title": title_of(str(name))} for name in names]


def _choices_of(key: str) -> list[Field]:
    """Return the named choices for a key, including plug-ins, each with its parameters."""
    known: Mapping[str, Mapping[str, Parameter]] = {**CHOICES[key], **plugged_choices(key)}
    return [
        {
            "value": name,
            "title": title_of(name),
            "said": getattr(plugin_of(key, name), "summary", ""),
            "fields": [
                {**_field(each, sentence(record), form_of(record), record), "path": [name, each]}
                for each, record in parameters.items()
            ],
        }
        for name, parameters in known.items()
    ]


def title_of(name: str) -> str:
    """Turn a key or a name into a label.

    >>> title_of("npocc_desks"), title_of("at_once")
    ('NPoCC desks', 'At once')
    """
    words = [_SPELT.get(word, word) for word in name.replace("-", "_").split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


# --- what an annotation says ----------------------------------------------------------------------


def _is_form(found: object) -> bool:
    return isinstance(found, ValueForm)


def _forms_in(annotation: Any) -> Iterator[ValueForm]:
    """Yield the value formats in an annotation from the outside in, excluding nested models."""
    if get_origin(annotation) is Annotated:
        yield from (each for each in get_args(annotation)[1:] if _is_form(each))
    for each in get_args(annotation):
        if get_origin(each) is not None or get_args(each):
            yield from _forms_in(each)


def _but_none(annotation: Any) -> Any:
    """Return an annotation without the part that makes it optional."""
    kept = [each for each in get_args(annotation) if each is not type(None)]
    return kept[0] if len(kept) == 1 else annotation


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Return the model of the keys below a key, and whether list members have these keys."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for each in get_args(annotation):
        model, listed = _model_in(each)
        if model is not None:
            return model, listed or get_origin(annotation) is list
    return None, False
