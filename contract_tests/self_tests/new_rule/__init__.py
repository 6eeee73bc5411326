"""Tests of `scripts/new-rule`."""
