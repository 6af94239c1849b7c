"""schema.org products in web pages and JSON-LD; `reader.py` is the reader."""
