"""Tests of the language matrix."""
