"""The elements of `$.summary.per_conversation`."""
