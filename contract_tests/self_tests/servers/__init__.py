"""Tests of the server matrix."""
