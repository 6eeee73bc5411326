"""The commands behind scripts/, one module or package each."""
