"""The facts a question rests on, and whether there are any, decided before wording."""
