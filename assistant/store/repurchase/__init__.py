"""Messages to customers that wait for a person, and what became of them."""
