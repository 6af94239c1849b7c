"""Corrections of staff in rooms: which of them hold against the catalog as it stands."""
