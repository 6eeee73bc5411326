"""The pages of the mock server for people: its state, and the spec to try."""
