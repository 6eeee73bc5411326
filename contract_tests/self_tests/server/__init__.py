"""Tests of the session, the target and the probes."""
