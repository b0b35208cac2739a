"""Draft content for one reader, for a short while."""
