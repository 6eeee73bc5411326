"""Removes from a generated module the helpers that no other generated module needs."""

import ast
from collections.abc import Iterator

from attrs import frozen

from devtools.generate.trees import Tree


@frozen
class _Definition:
    names: frozenset[str]
    uses: frozenset[str]
    text: str


def without_unused(files: Tree, helpers: str) -> Tree:
    """Returns the files of a package without what none of them uses of the module `helpers`.

    Imports stay, used or not: a linter removes those.
    """
    definitions = list(_definitions(files[helpers]))
    others = (text for name, text in files.items() if name.endswith(".py") and name != helpers)
    module = helpers.removesuffix(".py")
    needed = frozenset[str]().union(*(_used_of(module, ast.parse(text)) for text in others))
    while found := {use for each in definitions if _is_kept(each, needed) for use in each.uses} - needed:
        needed |= found
    return files | {helpers: "".join(each.text for each in definitions if _is_kept(each, needed))}


def _is_kept(definition: _Definition, needed: frozenset[str]) -> bool:
    return not definition.names or bool(definition.names & needed)


def _definitions(text: str) -> Iterator[_Definition]:
    """Yields the top-level statements, each with the comments before and the docstring after it."""
    lines = text.splitlines(keepends=True)
    statements = ast.parse(text).body
    start = 0
    for index, statement in enumerate(statements):
        following = statements[index + 1 : index + 2]
        if following and isinstance(following[0], ast.Expr) and _defined(statement):
            continue  # its docstring ends the definition
        defining = statements[index - 1] if isinstance(statement, ast.Expr) and index else statement
        end = statement.end_lineno or len(lines)
        yield _Definition(_defined(defining), _names(defining), "".join(lines[start:end]))
        start = end


def _defined(statement: ast.stmt) -> frozenset[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return frozenset([name])
        case ast.Assign(targets=targets):
            return frozenset(target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            return frozenset([name])
        case _:
            return frozenset()


def _names(tree: ast.AST) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _used_of(module: str, tree: ast.AST) -> frozenset[str]:
    """Returns what a tree uses of a sibling module, which it imports under its name or with a leading underscore."""
    names: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str() as source, level=level) if level and source == module:
                names.update(alias.name for alias in node.names)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name.removeprefix("_") == module:
                names.add(attribute)
            case _:
                pass
    return frozenset(names)
