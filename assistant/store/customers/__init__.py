"""Who buys from a shop, what they bought, what they looked at, and what they allow."""
