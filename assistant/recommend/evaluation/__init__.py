"""How good the suggestions are: protocols, measures, contenders, one table."""
