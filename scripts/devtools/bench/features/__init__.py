"""What several clients do with the same responses: every cell of the table is read from what was observed."""
