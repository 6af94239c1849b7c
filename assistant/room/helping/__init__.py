"""Help that nobody had to ask for: a fact card where a theme waits, or where a product is new."""
