"""What is learned of a past: examples of its own earlier moments, and trees over them."""
