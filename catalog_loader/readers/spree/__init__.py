"""Spree's products and their translations."""
