"""SQL dumps as tables of text: cut into statements, read by sqlglot's tokenizer, never executed."""
