"""Folders of text are read, compared and written file by file."""

from pathlib import Path

from devtools.generate.trees import difference, read_tree, write_tree


def test_written_folder_is_read_back(tmp_path: Path) -> None:
    """A folder holds what was written to it last, and nothing from before."""
    write_tree(tmp_path, {"a.py": "1\n", "deep/old.py": ""})
    write_tree(tmp_path, {"a.py": "2\n", "deep/new.py": "é\n"})

    assert {"a.py": "2\n", "deep/new.py": "é\n"} == read_tree(tmp_path)


def test_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    """A file that is right already keeps its time of modification, which build tools look at."""
    write_tree(tmp_path, {"a.py": "1\n"})
    before = (tmp_path / "a.py").stat().st_mtime_ns
    write_tree(tmp_path, {"a.py": "1\n"})

    assert before == (tmp_path / "a.py").stat().st_mtime_ns


def test_caches_are_ignored(tmp_path: Path) -> None:
    """Bytecode is not generated, so it is neither compared nor deleted."""
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__/a.pyc").write_bytes(b"\xff")
    write_tree(tmp_path, {})

    assert ({}, True) == (read_tree(tmp_path), (tmp_path / "__pycache__/a.pyc").exists())


def test_difference_names_each_file() -> None:
    """A diff shows the lines, and the last line names every file, an empty one included."""
    diff = difference({"a": "1\n", "gone": ""}, {"a": "2\n"})

    assert ["--- generated/a", "+++ wanted/a", "@@ -1 +1 @@", "-1", "+2", "Files that differ: a, gone"] == diff.split(
        "\n"
    )


def test_equal_trees_have_no_difference() -> None:
    """Nothing is printed where nothing differs."""

    assert not difference({"a": "1"}, {"a": "1"})
