"""The tools that scripts/bench judge compares, one module each."""
