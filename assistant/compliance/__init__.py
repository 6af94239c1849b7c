"""What the law and the platforms ask of an assistant that speaks to the public."""
