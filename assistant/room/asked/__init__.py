"""What of a question and its answer staff are to see, as the review queue takes it in."""
