"""What must hold, one folder for each area: rules, and the faults that break them."""
