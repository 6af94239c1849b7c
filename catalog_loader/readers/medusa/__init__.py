"""Medusa's product export and template."""
