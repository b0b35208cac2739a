"""How published content reaches the outside."""
