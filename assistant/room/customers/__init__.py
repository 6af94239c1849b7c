"""Viewers whom the shop knows: what they bought is told to them alone, and what they ask joins it
where they consented."""
