"""The right people hear, once: ledger, channels, console."""
