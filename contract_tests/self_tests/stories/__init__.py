"""Stories that show what the suite is for."""
