"""Legal oddities, by kind: servers that differ where the docs page is silent. They break no rule."""
