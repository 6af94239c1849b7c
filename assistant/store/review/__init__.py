"""What staff review: questions that viewers ask, what staff did, what is to be told."""
