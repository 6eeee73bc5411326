"""Makes mutants with the operators of cosmic-ray: `make.py FOLDER FILE…` prints them as JSON.

A process of its own runs this with cosmic-ray on its path, so that what it mutates does not depend on cosmic-ray.
Left out are operators that choose at random, mutants that differ only in type annotations, and mutants that are the
same program as an earlier one.
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

RANDOM_OPERATORS = ("core/VariableInserter", "core/VariableReplacer")

Fields = dict[str, str]
"""Of a mutant: file, function, before, after, source."""


class _WithoutAnnotations(ast.NodeTransformer):
    """Removes what only people and type checkers read."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        """Removes the type of a variable or a field."""
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Removes the type of a result."""
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Removes the type of an argument."""
        node.annotation = None
        return node


def main() -> None:
    """Prints a list of JSON objects, one for each mutant."""
    folder, *files = sys.argv[1:]
    json.dump([mutant for file in files for mutant in mutants(Path(folder), file)], sys.stdout)


def mutants(folder: Path, file: str) -> Iterator[Fields]:
    """Yields the mutants of one module, each with the lines that it changes."""
    source = (folder / file).read_text(encoding="utf-8")
    made = {program(source)}
    for mutated in mutated_sources(source):
        meaning = program(mutated)
        if meaning is not None and meaning not in made:
            made.add(meaning)
            yield {"file": file, **change(source, mutated), "source": mutated}


def mutated_sources(source: str) -> Iterator[str]:
    """Yields the module once for each mutation. It parses only the mutated statement, which is much faster."""
    lines = source.splitlines(keepends=True)
    for start, end in ((first_line(node) - 1, node.end_lineno) for node in ast.parse(source).body):
        statement = "".join(lines[start:end])
        for operator, occurrence in mutations(statement):
            mutated = mutate_code(statement, operator, occurrence)
            yield "".join([*lines[:start], mutated, *lines[end:]])


def mutations(statement: str) -> Iterator[tuple[Any, int]]:
    """Yields each operator with the number of each occurrence that it can change."""
    nodes = list(ast_nodes(get_ast(statement)))
    for name in operator_names():
        if name not in RANDOM_OPERATORS:
            operator = get_operator(name)()
            positions = [position for node in nodes for position in operator.mutation_positions(node)]
            yield from ((operator, occurrence) for occurrence in range(len(positions)))


def program(source: str) -> str | None:
    """Returns the syntax tree as text, without annotations; None if the source is not valid Python."""
    try:
        return ast.dump(_WithoutAnnotations().visit(ast.parse(source)))
    except SyntaxError:
        return None


def change(source: str, mutated: str) -> Fields:
    """Returns where the sources differ, and how."""
    before, after = source.splitlines(), mutated.splitlines()
    blocks = difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    [(_, start, end, from_, to)] = [block for block in blocks if block[0] != "equal"]
    return {
        "function": function(source, start + 1),
        "before": _on_one_line(before[start:end]),
        "after": _on_one_line(after[from_:to]),
    }


def _on_one_line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def function(source: str, line: int) -> str:
    """Returns the name of the innermost function or class around a line; decorators belong to it."""
    named = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    around = [node for node in named if first_line(node) <= line <= (node.end_lineno or line)]
    return max(around, key=first_line).name if around else "<module>"


def first_line(node: ast.stmt) -> int:
    """Returns the line of the first decorator, or of the statement."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


if __name__ == "__main__":
    main()
