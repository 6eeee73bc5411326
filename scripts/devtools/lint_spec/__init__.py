"""The linters of the spec; scripts/lint-spec runs them."""
