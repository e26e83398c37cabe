"""A Word file -> the same file with everything that it says in forms that mammoth reads."""
