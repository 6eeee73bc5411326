"""Tests of the pages of the mock server in a browser, which scripts/test-browser runs."""
