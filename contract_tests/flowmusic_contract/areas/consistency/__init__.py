"""What several responses have in common."""
