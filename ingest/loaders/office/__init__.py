"""What the formats of Office have in common: the archive, pictures, drawings and equations."""
