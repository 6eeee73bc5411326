"""Starts the same API on each server stack, and checks each server against the contract."""
