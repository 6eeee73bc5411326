"""From verdicts to words."""
