"""Saleor's fixtures."""
