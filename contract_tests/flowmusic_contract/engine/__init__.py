"""How the contract is judged: rules, subjects, comparisons and verdicts. Rules are passed in: it knows no area."""
