"""A big database: played through the domain's verbs once for each pattern, then copied in bulk."""
