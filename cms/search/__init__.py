"""Searching: Wagtail's index in the database, and the words that the content API finds pages by."""
