"""A show that was recorded, or written, played as if it were live."""
