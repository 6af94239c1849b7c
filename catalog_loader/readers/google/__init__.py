"""Google Merchant's feeds: product data and local inventory, as RSS, Atom and tables."""
