"""What may not be said, by whom, and what the law asks to be kept."""
