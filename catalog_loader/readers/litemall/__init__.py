"""litemall's database dump."""
