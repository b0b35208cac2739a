"""Locations, their hours, and what is available where and by whom."""
