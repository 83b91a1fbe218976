"""Which fields does the page show, and how is each filled in?

Every field comes from the record that declares its key, and from the form in which its value is
read. The JSON Schema, the reference pages and the register of assumptions come from the same
records. A new key, policy or plug-in appears in the form without any change here.
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
    "night": ("The night", "What it is called, when it is, and who takes part."),
    "policy": ("Policies", "What someone in the service could choose otherwise."),
    "belief": ("Assumptions", "How the world is taken to be."),
    "tables": ("Your own tables", "In place of the shipped ones."),
}
"""Groups of keys that hold one value; every other key is a group of its own."""
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
"""What a form may hold that is a kind of field by itself."""


def desk_form() -> dict[str, Any]:
    """The fields in groups, and the names that some fields choose from."""
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
    """One field for each fixed name below a key, or a single field for any other key."""
    if field["kind"] != "mapping" or field.get("by_name"):
        return [field]
    return [{**each, "path": [*field["path"], *each["path"]]} for each in field["fields"]]


def _key_field(name: str, info: FieldInfo, record: Any, *, top: bool = False) -> Field:
    """The field of a scenario key, or of a key below one."""
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
    """A field, as far as its record and the form of its value describe it."""
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
    """What a record says about a value, apart from how it is written."""
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
    """A field about which only the JSON Schema is known."""
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
    """The names to choose from, if the value is one of a set of names."""
    if form and form.holds == "region":
        return [{"value": each.region_id, "title": each.name} for each in load_regions()]
    if form and form.holds == "kind":
        return [{"value": each.kind_id, "title": each.name} for each in load_kinds()]
    names = record.names if isinstance(record, NameParameter) else schema.get("enum", ())
    if names == SWITCH.schema["enum"]:
        names = ("on", "off")
    return [{"value": name, "title": title_of(str(name))} for name in names]


def _choices_of(key: str) -> list[Field]:
    """The named choices under a key, including plug-ins, each with its parameters."""
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
    """A key or a name as a label.

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
    """The forms that an annotation names, outermost first, excluding those of nested models."""
    if get_origin(annotation) is Annotated:
        yield from (each for each in get_args(annotation)[1:] if _is_form(each))
    for each in get_args(annotation):
        if get_origin(each) is not None or get_args(each):
            yield from _forms_in(each)


def _but_none(annotation: Any) -> Any:
    """An annotation without the part that makes it optional."""
    kept = [each for each in get_args(annotation) if each is not type(None)]
    return kept[0] if len(kept) == 1 else annotation


def _model_in(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """The keys below a key, and whether they belong to each member of a list."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    for each in get_args(annotation):
        model, listed = _model_in(each)
        if model is not None:
            return model, listed or get_origin(annotation) is list
    return None, False
