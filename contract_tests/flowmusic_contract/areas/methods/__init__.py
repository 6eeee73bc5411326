"""HTTP methods other than GET."""
