"""The root field ``search``: what is found, in which order, how it is quoted and how it is paged through."""
