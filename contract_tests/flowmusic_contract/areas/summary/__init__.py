"""The totals in `$.summary`."""
