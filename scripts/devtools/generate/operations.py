"""The request of an operation: its parameters as Python arguments, and the code that makes the request of them."""

import re
from collections.abc import Iterable

from openapi_python_client.parser.bodies import Body, BodyType
from openapi_python_client.parser.openapi import Endpoint
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.property import Property
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.strings import PythonIdentifier, in_f_string_literal

from devtools.generate.errors import InvalidSpecError
from devtools.generate.properties import quoted, type_of

__all__ = [
    "argument_docs",
    "arguments",
    "body_condition",
    "body_value",
    "call_arguments",
    "client_of",
    "example_arguments",
    "function_of",
    "has_one_body",
    "headers_of",
    "method_parameters",
    "model_imports",
    "parameters",
    "query_of",
    "required_strings",
    "url_of",
]


def client_of(endpoint: Endpoint) -> str:
    """Returns the class of the client that the operation needs."""
    return "AuthenticatedClient" if endpoint.requires_security else "Client"


def parameters(endpoint: Endpoint, client: str | None = None) -> list[str]:
    """Returns the declarations of the arguments, with a client of that class if it is given."""
    keywords = [f"client: {client}"] if client else []
    if endpoint.bodies:
        keywords.append(_body_parameter(endpoint))
    keywords += [each.to_string().as_unembedded_code() for each in _after_the_body(endpoint)]
    return [*(each.to_string().as_unembedded_code() for each in endpoint.path_parameters), *_keyword_only(keywords)]


def arguments(endpoint: Endpoint) -> list[str]:
    """Returns the arguments that pass the parameters on, without the client."""
    names: list[str] = [each.python_name for each in endpoint.path_parameters]
    names += ["body"] if endpoint.bodies else []
    names += [each.python_name for each in _after_the_body(endpoint)]
    return [f"{name}={name}" for name in names]


def function_of(endpoint: Endpoint) -> str:
    """Returns the name of the operation's function and of its method."""
    return str(PythonIdentifier(endpoint.name, ""))


def method_parameters(endpoint: Endpoint) -> list[str]:
    """Returns the declarations of the method's arguments after `self`: those that are required may be positional."""
    every = [(each.to_string().as_unembedded_code(), each.required) for each in _arguments(endpoint)]
    if endpoint.bodies:
        body = _body_parameter(endpoint), endpoint.bodies[0].prop.required
        every.insert(len(endpoint.path_parameters), body)
    optional = [declaration for declaration, is_required in every if not is_required]
    return [*(declaration for declaration, is_required in every if is_required), *_keyword_only(optional)]


def call_arguments(endpoint: Endpoint, client: str) -> list[str]:
    """Returns the arguments that a method passes on to the operation's functions."""
    return [*arguments(endpoint), f"client={client}"]


def example_arguments(endpoint: Endpoint) -> list[str] | None:
    """Returns the arguments of an example call; None if a parameter has no example."""
    required = [each for each in _arguments(endpoint) if each.required]
    if endpoint.bodies or any(each.example is None for each in required):
        return None
    return [quoted(each.example) for each in required]


def argument_docs(endpoint: Endpoint) -> list[tuple[str, str]]:
    """Returns the name of each argument of the method with what it is."""
    docs = [(str(each.python_name), _documentation(each)) for each in _arguments(endpoint)]
    if endpoint.bodies:
        docs.insert(len(endpoint.path_parameters), ("body", "The request body."))
    return docs


def model_imports(endpoints: Iterable[Endpoint]) -> list[str]:
    """Returns the imports of what the operations take and return, for a module at the top of the package."""
    lines = {line for each in endpoints for line in each.relative_imports if "types import" not in line}
    return sorted(line.replace("from ...", "from .") for line in lines)


def url_of(endpoint: Endpoint) -> str:
    """Returns the expression of the path, with its parameters filled in."""
    literals = re.split(r"\{\w+\}", endpoint.path.get_untrusted_value())
    if not endpoint.path_parameters:
        return quoted(endpoint.path)
    names = [f"{{_types.path_segment({each.python_name})}}" for each in endpoint.path_parameters] + [""]
    return 'f"' + "".join(in_f_string_literal(text) + name for text, name in zip(literals, names, strict=True)) + '"'


def required_strings(endpoint: Endpoint) -> list[str]:
    """Returns the arguments that must be a string."""
    return [each.python_name for each in _arguments(endpoint) if isinstance(each, StringProperty) and each.required]


def query_of(endpoint: Endpoint) -> str | None:
    """Returns the expression of the query parameters; None if the operation has none."""
    every = endpoint.query_parameters
    if not every:
        return None
    items = ", ".join(_query_item(each) for each in every)
    return f"{{{items}}}" if all(_is_sent_as_it_is(each) for each in every) else f"_types.given({{{items}}})"


def headers_of(endpoint: Endpoint) -> str | None:
    """Returns the expression of the headers; None if the operation sets none."""
    content_type = quoted(endpoint.bodies[0].content_type) if has_one_body(endpoint) else None
    items = [_item(each) for each in endpoint.header_parameters]
    if endpoint.cookie_parameters:
        cookies = ", ".join(_item(each) for each in endpoint.cookie_parameters)
        items.append(f'"Cookie": _types.cookie({{{cookies}}})')
    if items:
        items += [f'"Content-Type": {content_type}'] if content_type else []
        return f"_types.header_values({{{', '.join(items)}}})"
    if content_type:
        return f'{{"Content-Type": {content_type}}}'
    return "{}" if endpoint.bodies else None


def has_one_body(endpoint: Endpoint) -> bool:
    """Whether every request of the operation has a body of the one documented type."""
    return len(endpoint.bodies) == 1 and endpoint.bodies[0].prop.required


def body_condition(body: Body) -> str:
    """Returns the condition under which the argument `body` is of this type."""
    return f"isinstance(body, {type_of(body.prop).partition('[')[0]})"


def body_value(body: Body) -> tuple[str, str]:
    """Returns how httpx names a body of this type, and the expression of its value.

    Raises:
        InvalidSpecError: If the type is not supported.
    """
    if body.body_type is BodyType.FILES:
        raise InvalidSpecError("a body of multipart/form-data is not supported")
    if isinstance(body.prop, ModelProperty):
        return body.body_type.value, "body.to_dict()"
    return body.body_type.value, "body" if body.body_type is BodyType.CONTENT else "_types.to_json(body)"


def _body_parameter(endpoint: Endpoint) -> str:
    types = " | ".join(dict.fromkeys(type_of(body.prop) for body in endpoint.bodies))
    return f"body: {types}" if endpoint.bodies[0].prop.required else f"body: {types} | Unset = UNSET"


def _arguments(endpoint: Endpoint) -> list[Property]:
    return [*endpoint.path_parameters, *_after_the_body(endpoint)]


def _after_the_body(endpoint: Endpoint) -> list[Property]:
    return endpoint.query_parameters + endpoint.header_parameters + endpoint.cookie_parameters


def _keyword_only(declarations: list[str]) -> list[str]:
    return ["*", *declarations] if declarations else []


def _documentation(parameter: Property) -> str:
    description = parameter.description
    return description.get_untrusted_value() if description else f"`{parameter.name.get_untrusted_value()}`."


def _query_item(parameter: Property) -> str:
    name = parameter.python_name
    if not isinstance(parameter, ModelProperty):
        return _item(parameter)
    return f"**{name}.to_dict()" if parameter.required else f"**({name}.to_dict() if {name} else {{}})"


def _item(parameter: Property) -> str:
    return f"{quoted(parameter.name)}: {parameter.python_name}"


def _is_sent_as_it_is(parameter: Property) -> bool:
    plain = (StringProperty, IntProperty, FloatProperty, BooleanProperty)
    return parameter.required and isinstance(parameter, plain)
