"""A property of a schema in Python: its type, its JSON type in words, and the code that checks and reads its value.

The code calls helpers as `_types.number`, so that a property may be called `number`.
"""

import builtins
import keyword

from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.protocol import PropertyProtocol
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.strings import in_double_quote_literal

from devtools.generate.errors import InvalidSpecError

__all__ = [
    "attribute_of",
    "attribute_type_of",
    "default_of",
    "fields_of",
    "is_anything",
    "is_string",
    "json_type_of",
    "json_value_of",
    "mismatch_of",
    "old_names_of",
    "plain_fields_of",
    "quoted",
    "reader_of",
    "stored_as",
    "time_kind_of",
    "time_kinds_in",
    "time_type_of",
    "time_value_of",
    "type_of",
    "usual_fields_of",
    "usual_of",
]

# `site` adds the last ones, so whether the generator counts them as builtins depends on how Python was started.
_BUILTINS = frozenset(dir(builtins)) | {"copyright", "credits", "exit", "license", "quit"}

_USED_IN_A_CLASS = frozenset(("bool", "bytes", "classmethod", "dict", "float", "int", "list", "property", "str"))
"""The builtins that the body of a generated class uses."""


_JSON_TYPES: dict[type[PropertyProtocol], str] = {
    StringProperty: "string",
    DateProperty: "string",
    DateTimeProperty: "string",
    UuidProperty: "string",
    NoneProperty: "null",
    BooleanProperty: "boolean",
    IntProperty: "integer",
    FloatProperty: "number",
    ListProperty: "array",
}


def json_type_of(prop: PropertyProtocol) -> str:
    """Returns the JSON type of the property in words, for an error message."""
    if isinstance(prop, UnionProperty):
        return " or ".join(json_type_of(inner) for inner in prop.inner_properties)
    return _JSON_TYPES.get(type(prop), "object")


def type_of(prop: PropertyProtocol) -> str:
    """Returns the Python type of the property's value in a model."""
    match prop:
        case ListProperty():
            return f"list[{type_of(prop.inner_property)}]"
        case UnionProperty():
            return " | ".join(type_of(inner) for inner in prop.inner_properties)
        case ModelProperty() | EnumProperty():
            return prop.class_info.name
        case FileProperty():
            return "bytes"
        case _:
            is_string = json_type_of(prop) == "string"
            return "str" if is_string else prop.get_type_string(no_optional=True).as_unembedded_code()


def reader_of(prop: PropertyProtocol) -> str:
    """Returns the expression of the function that reads the property's JSON value.

    Raises:
        InvalidSpecError: If JSON cannot hold such a value.
    """
    match prop:
        case ModelProperty():
            return f"{prop.class_info.name}.from_dict"
        case ListProperty():
            return f"_types.array({reader_of(prop.inner_property)})"
        case UnionProperty():
            return f"_types.one_of({', '.join(reader_of(inner) for inner in prop.inner_properties)})"
        case FileProperty():
            raise InvalidSpecError(f"`{prop.name.get_untrusted_value()}` is binary, which JSON cannot hold")
        case _:
            return f"_types.{_simple_reader_of(prop)}"


def _simple_reader_of(prop: PropertyProtocol) -> str:
    match prop:
        case EnumProperty():
            return f"member({prop.class_info.name})"
        case ConstProperty():
            return f"constant({prop.value.python_code.as_unembedded_code()})"
        case AnyProperty():
            return "anything"
        case _:
            return json_type_of(prop)


def mismatch_of(prop: PropertyProtocol, value: str) -> str | None:
    """Returns the condition under which a value is not of the property's type; None if only its reader can say."""
    terms = _terms(prop, value)
    if not terms:
        return None
    return f"not {terms[0]}" if len(terms) == 1 and terms[0].endswith(")") else f"not ({' or '.join(terms)})"


def usual_of(prop: PropertyProtocol, value: str) -> str | None:
    """Returns a condition that is cheap and holds for nearly every right value; None if there is no such condition."""
    match prop:
        case UnionProperty():
            inner = [usual_of(each, value) for each in prop.inner_properties]
            return None if None in inner else f"({' or '.join(each for each in inner if each)})"
        case NoneProperty():
            return f"{value} is None"
        case FloatProperty():
            # Integers below 2**30 and floats are each compared with constants of their own kind, which is fastest.
            is_small = f"-(2**30) < {value} < 2**30 if type({value}) is int"
            return f"({is_small} else type({value}) is float and -1e300 < {value} < 1e300)"
        case _:
            return f"type({value}) is str" if _terms(prop, value) and type_of(prop) == "str" else None


def json_value_of(prop: PropertyProtocol, model: ModelProperty) -> str:
    """Returns the expression of the property's JSON value, in a method of its model."""
    value = f"self.{stored_as(prop, model)}"
    return value if is_anything(prop) or _terms(prop, value) else f"_types.to_json({value})"


def default_of(prop: PropertyProtocol) -> str:
    """Returns the expression of an optional property's default."""
    if prop.default is None:
        return "UNSET"
    is_text = json_type_of(prop) == "string"
    return quoted(str(prop.default.raw_value)) if is_text else prop.default.python_code.as_unembedded_code()


def fields_of(model: ModelProperty) -> list[PropertyProtocol]:
    """Returns the documented properties of a model, the required ones first."""
    return [*(model.required_properties or []), *(model.optional_properties or [])]


def plain_fields_of(model: ModelProperty) -> list[PropertyProtocol]:
    """Returns the required properties that a condition can check."""
    return [each for each in model.required_properties or [] if mismatch_of(each, "it") and usual_of(each, "it")]


def is_anything(prop: PropertyProtocol) -> bool:
    """Whether the property may have any value."""
    return isinstance(prop, AnyProperty)


def is_string(prop: PropertyProtocol) -> bool:
    """Whether the property is always a string: it is required and cannot be null."""
    return prop.required and type_of(prop) == "str"


def attribute_of(prop: PropertyProtocol) -> str:
    """Returns the name of the property's attribute. A builtin such as `type` is a good name for an attribute."""
    name = str(prop.python_name)
    natural = name.removesuffix("_")
    is_free = natural in _BUILTINS and natural not in _USED_IN_A_CLASS and not keyword.iskeyword(natural)
    return natural if is_free else name


def attribute_type_of(prop: PropertyProtocol) -> str:
    """Returns the Python type of the property's attribute, if it is not a date or timestamp."""
    return type_of(prop) if prop.required else f"{type_of(prop)} | Unset"


def time_kind_of(prop: PropertyProtocol, model: ModelProperty) -> str | None:
    """Returns `timestamp` or `date` if the property's string is one: by its format, or because `x-utc` says so."""
    kinds = {type(each) for each in (prop.inner_properties if isinstance(prop, UnionProperty) else [prop])}
    schema = (model.data.properties or {}).get(prop.name)
    if "x-utc" in ((schema and schema.model_extra) or {}):
        kinds = {DateTimeProperty if kind is StringProperty else kind for kind in kinds}
    match kinds - {NoneProperty}:
        case only if only == {DateTimeProperty}:
            return "timestamp"
        case only if only == {DateProperty}:
            return "date"
        case _:
            return None


def usual_fields_of(model: ModelProperty) -> list[PropertyProtocol]:
    """Returns the plain fields to check by their usual condition. Reading a time notices what is not a string."""
    return [each for each in plain_fields_of(model) if not (time_kind_of(each, model) and is_string(each))]


def time_kinds_in(model: ModelProperty) -> list[str]:
    """Returns the kinds of time that the model has in strings that are never null: `date`, `timestamp`."""
    kinds = {time_kind_of(field, model) for field in fields_of(model) if is_string(field)}
    return sorted(kind for kind in kinds if kind)


def time_type_of(prop: PropertyProtocol, model: ModelProperty) -> str:
    """Returns the Python type of a date or timestamp."""
    parts = ["_datetime" if time_kind_of(prop, model) == "timestamp" else "_date"]
    parts += ["None"] if "None" in type_of(prop) else []
    parts += [] if prop.required else ["Unset"]
    return " | ".join(parts)


def time_value_of(prop: PropertyProtocol, model: ModelProperty) -> str:
    """Returns the expression of a date or timestamp, in a method of its model."""
    stored = f"self.{stored_as(prop, model)}"
    value = f"_types.utc({stored})" if time_kind_of(prop, model) == "timestamp" else f"_date.fromisoformat({stored})"
    return value if is_string(prop) else f"{value} if isinstance({stored}, str) else {stored}"


def stored_as(prop: PropertyProtocol, model: ModelProperty) -> str:
    """Returns the name of the attribute with the property's JSON value: of a date or timestamp, a private one."""
    return f"_{attribute_of(prop)}" if time_kind_of(prop, model) else attribute_of(prop)


def old_names_of(prop: PropertyProtocol, model: ModelProperty) -> list[str]:
    """Returns the other names that the attribute can be read by."""
    name = attribute_of(prop)
    suffixes = {"timestamp": ["_utc"], "date": ["_date"]}.get(time_kind_of(prop, model) or "", [])
    suffixes += ["_"] if name in _BUILTINS else []
    return [name + suffix for suffix in suffixes]


def quoted(text: object) -> str:
    """Returns a string of the spec as a Python literal."""
    raw = getattr(text, "get_untrusted_value", lambda: str(text))()
    return f'"{in_double_quote_literal(raw)}"'


def _terms(prop: PropertyProtocol, value: str) -> list[str] | None:
    """Returns conditions, one of which holds for each value of the type; None if conditions are not enough."""
    match prop:
        case UnionProperty():
            inner = [_terms(each, value) for each in prop.inner_properties]
            return None if None in inner else [term for terms in inner for term in terms or ()]
        case NoneProperty():
            return [f"{value} is None"]
        case BooleanProperty():
            return [f"isinstance({value}, bool)"]
        case FloatProperty():
            return [f"_types.is_number({value})"]
        case _:
            return [f"isinstance({value}, str)"] if type_of(prop) == "str" else None
