"""Legal oddities: servers that differ where the docs page is silent. They break no rule."""
