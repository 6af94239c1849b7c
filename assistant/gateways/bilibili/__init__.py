"""Bilibili: the comments of a live room, by its open platform."""
