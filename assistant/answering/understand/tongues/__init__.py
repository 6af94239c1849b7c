"""What tells a kind of question in a language with rules of its own: a file each."""
