"""Tests of the repository itself: its layout and its laws."""
