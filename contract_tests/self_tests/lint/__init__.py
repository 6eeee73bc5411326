"""Tests of the wording check."""
