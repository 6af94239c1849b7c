"""Ways to say what a customer will buy next: a method a file, behind one port."""
