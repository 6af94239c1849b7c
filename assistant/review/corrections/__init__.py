"""Corrections of staff: made, edited, ended, undone; and learned from the queue."""
