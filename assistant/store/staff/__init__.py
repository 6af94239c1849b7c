"""What is kept of staff: accounts, what they sign in with, and the audit log."""
