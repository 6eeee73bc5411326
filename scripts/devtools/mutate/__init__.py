"""Mutation testing of the rules and of the engine that applies them."""
