"""From a question to a true answer: understand, ground, compose, verify."""
