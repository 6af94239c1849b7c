"""What a customer will want again, and when."""
