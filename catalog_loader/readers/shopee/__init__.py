"""Shopee's mass upload."""
