"""Wording: templates for single facts, the language model for the rest."""
