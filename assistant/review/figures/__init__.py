"""What shows came to, in numbers."""
