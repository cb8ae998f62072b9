"""Who did what to whom? Event words, and who stands beside them."""
