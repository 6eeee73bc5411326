"""Tests of scripts/mutate."""
