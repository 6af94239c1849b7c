"""What is known of a customer and a product at a moment: a view a file, in numbers."""
