"""The elements of `$.events`."""
