"""Tests of scripts/fuzz."""
