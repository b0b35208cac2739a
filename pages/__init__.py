"""Pages every site has, what all pages share, and site-wide content."""
