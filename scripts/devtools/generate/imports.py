"""Which models a model imports: at the top of its module, or later, because two models can refer to each other."""

from collections.abc import Callable, Iterable

from openapi_python_client.parser.properties.model_property import ModelProperty

Imports = Callable[[ModelProperty], list[str]]


def imports_of(models: Iterable[ModelProperty]) -> tuple[Imports, Imports]:
    """Returns two functions: of the imports of a model at the top of its module, and of those that are circular."""
    uses = {str(model.class_info.name): {_imported(line) for line in model.lazy_imports or ()} for model in models}

    def is_circular(model: ModelProperty, line: str) -> bool:
        return model.class_info.name in _reached(uses, _imported(line))

    def early(model: ModelProperty) -> list[str]:
        return sorted(line for line in model.lazy_imports or () if not is_circular(model, line))

    def late(model: ModelProperty) -> list[str]:
        return sorted(line for line in model.lazy_imports or () if is_circular(model, line))

    return early, late


def _imported(line: str) -> str:
    return line.rpartition(" import ")[2].strip()


def _reached(uses: dict[str, set[str]], start: str) -> set[str]:
    """Returns a model and all that it uses, directly or not."""
    reached: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(uses.get(name, ()))
    return reached
