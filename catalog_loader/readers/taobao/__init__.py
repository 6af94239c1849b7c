"""Taobao's data package."""
