"""An article gets its meaning: analyse is pure and wide, decide is ordered and narrow."""
