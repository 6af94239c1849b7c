"""Recognisers: a file each, one line each in `registry.py`."""
