"""The ear on the host: what they say, what they show, and what they promise."""
