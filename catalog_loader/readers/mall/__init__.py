"""mall's database dump."""
