"""How days and times are written wherever the CMS shows them."""
