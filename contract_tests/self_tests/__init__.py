"""Tests of the suite itself, in folders named like what they test."""
