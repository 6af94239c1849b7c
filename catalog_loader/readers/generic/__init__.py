"""Tables and documents whose columns nobody fixed."""
