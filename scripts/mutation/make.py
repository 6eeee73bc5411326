"""Makes the mutants of the rules with the operators of cosmic-ray, and prints them as JSON.

It runs in an environment of its own, so that what makes the mutants is no dependency of what is mutated. Left out are
operators that roll dice, and mutants that differ in type annotations alone or are the same program as another one.
"""

import ast
import difflib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cosmic_ray.ast import ast_nodes, get_ast  # pyright: ignore[reportMissingImports] - in an environment of its own
from cosmic_ray.mutating import mutate_code  # pyright: ignore[reportMissingImports] - as above
from cosmic_ray.plugins import get_operator, operator_names  # pyright: ignore[reportMissingImports] - as above

RULES = Path(__file__).resolve().parents[2] / "contract_tests" / "flowmusic_contract" / "rules"
WITH_DICE = ("core/VariableInserter", "core/VariableReplacer")

Mutant = dict[str, str]


class _Unannotated(ast.NodeTransformer):
    """Takes out what only people and type checkers read."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Forgets the type of a variable or a field."""
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Forgets the type of a result."""
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Forgets the type of an argument."""
        node.annotation = None
        return node


def main() -> None:
    """Prints a list of objects: file, function, before, after, source."""
    json.dump([mutant for path in sorted(RULES.glob("*.py")) for mutant in mutants(path)], sys.stdout)


def mutants(path: Path) -> Iterator[Mutant]:
    """Yields the mutants of one module, each with the line or lines that it changes."""
    source = path.read_text(encoding="utf-8")
    made = {program(source)}
    for mutated in mutated_sources(source):
        meaning = program(mutated)
        if meaning is not None and meaning not in made:
            made.add(meaning)
            yield {"file": path.name, **change(source, mutated), "source": mutated}


def mutated_sources(source: str) -> Iterator[str]:
    """Yields the module once for each mutation. Only the statement is parsed that is mutated: it is much faster."""
    lines = source.splitlines(keepends=True)
    for start, end in ((first_line(node) - 1, node.end_lineno) for node in ast.parse(source).body):
        statement = "".join(lines[start:end])
        for operator, occurrence in mutations(statement):
            mutated = mutate_code(statement, operator, occurrence)
            yield "".join([*lines[:start], mutated, *lines[end:]])


def mutations(statement: str) -> Iterator[tuple[Any, int]]:
    """Yields each operator as often as there is a place for it."""
    nodes = list(ast_nodes(get_ast(statement)))
    for name in operator_names():
        if name not in WITH_DICE:
            operator = get_operator(name)()
            places = [place for node in nodes for place in operator.mutation_positions(node)]
            yield from ((operator, occurrence) for occurrence in range(len(places)))


def program(source: str) -> str | None:
    """Returns what is the same for two sources that do the same thing, token by token; None if it is no program."""
    try:
        return ast.dump(_Unannotated().visit(ast.parse(source)))
    except SyntaxError:
        return None


def change(source: str, mutated: str) -> Mutant:
    """Returns where the sources differ, and how."""
    before, after = source.splitlines(), mutated.splitlines()
    blocks = difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    [(_, start, end, from_, to)] = [block for block in blocks if block[0] != "equal"]
    words = [" ".join(" ".join(lines).split()) for lines in (before[start:end], after[from_:to])]
    return {
        "function": function(source, start + 1),
        "before": words[0],
        "after": words[1],
    }


def function(source: str, line: int) -> str:
    """Returns the innermost function or class that a line belongs to, decorators included."""
    named = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    around = [node for node in named if first_line(node) <= line <= (node.end_lineno or line)]
    return max(around, key=first_line).name if around else "<module>"


def first_line(node: ast.stmt) -> int:
    """Returns the line of the first decorator, or of the statement."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


if __name__ == "__main__":
    main()
