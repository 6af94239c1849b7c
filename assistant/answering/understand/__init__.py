"""What a viewer wants to know: the kind of question, the product, and what of it."""
