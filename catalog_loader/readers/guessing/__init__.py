"""What the reader of any table goes by: what shops call their columns, and what stands in them."""
