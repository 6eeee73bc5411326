"""Tests of machine-made mutants of valid bodies."""
