"""YouTube: the chat of a live broadcast."""
