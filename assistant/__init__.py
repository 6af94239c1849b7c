"""Xiaoer (店小二): a shopping assistant that works in live-commerce rooms."""

__version__ = "0.1.0"
