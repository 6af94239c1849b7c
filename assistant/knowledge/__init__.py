"""Facts and how they are found."""
