"""What `scripts/bench mock` measures: the mock server as a process, under load and under attack."""
