"""How responses come over the wire."""
