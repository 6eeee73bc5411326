"""Tests of the cases and the client protocol."""
