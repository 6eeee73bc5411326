"""Command lines that users give."""

import pytest

from flowmusic_contract.command_line import words_of


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("python client.py", ["python", "client.py"]),
        ("echo '&&' \";\" '>'", ["echo", "&&", ";", ">"]),
        ("sh -c 'true && echo x; echo y | cat > z'", ["sh", "-c", "true && echo x; echo y | cat > z"]),
        ('sh -c "echo \\"&&\\" && true"', ["sh", "-c", 'echo "&&" && true']),
        ("find . -exec echo {} \\;", ["find", ".", "-exec", "echo", "{}", ";"]),
        ("curl http://x/?a=1&b=2", ["curl", "http://x/?a=1&b=2"]),
        ("echo don\\'t", ["echo", "don't"]),
    ],
)
def test_words(line: str, words: list[str]) -> None:
    """A line is split as a shell does, and what only looks like an operator is a word."""

    assert words == words_of(line)


@pytest.mark.parametrize(
    ("line", "operator"),
    [
        ("npm ci && npm test", "&&"),
        ("npm ci || true", "||"),
        ("npm ci; npm test", ";"),
        ("npm ci ; npm test", ";"),
        ("client | tee log.txt", "|"),
        ("client > log.txt", ">"),
        ("client &", "&"),
    ],
)
def test_operator_of_the_shell(line: str, operator: str) -> None:
    """A line with an operator would not do what it says, so it is refused."""
    with pytest.raises(ValueError, match="is not run by a shell") as caught:
        words_of(line)

    assert f"which {operator} needs: use \"sh -c '…'\"" in str(caught.value)


@pytest.mark.parametrize("line", ["", " ", "'", 'echo "x'])
def test_line_without_words(line: str) -> None:
    """A line that has no words, or cannot be split into words, is refused."""
    with pytest.raises(ValueError, match="the command"):
        words_of(line)
