"""A room's comments, as a crowd writes them: what is noise, what asks, what asks the same, and what
is answered next."""
