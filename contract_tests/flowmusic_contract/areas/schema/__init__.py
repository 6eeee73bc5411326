"""The documented shape of a usage report."""
