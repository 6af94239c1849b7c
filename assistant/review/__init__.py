"""What staff do: they watch, correct, take over; and what the shows came to."""
