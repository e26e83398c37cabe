"""What the languages of the product have in common: how they count and tell days. Knows nothing of documents."""
