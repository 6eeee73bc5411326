"""Tests of the areas: each rule at its boundaries, and the kill matrix."""
