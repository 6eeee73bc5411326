"""How the contract is judged: rules, their subjects, comparisons and verdicts. Knows no area: rules are passed to it."""
