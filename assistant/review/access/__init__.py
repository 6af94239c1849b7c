"""Who somebody of staff is, and what they may do."""
