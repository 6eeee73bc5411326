"""What `scripts/bench` runs: one module for each of its words, and what they share."""
