"""Generates a client from the spec in each language, compiles it and checks it against the contract."""
