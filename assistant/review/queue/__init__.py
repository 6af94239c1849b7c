"""The review queue: what staff see of questions and answers, and what they do about them."""
