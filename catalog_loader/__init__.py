"""Any shop's catalog: read, checked, and turned into one schema. Imports nothing of `assistant`."""
