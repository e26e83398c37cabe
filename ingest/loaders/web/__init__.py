"""Pages of the web, and what other formats have turned into HTML."""
