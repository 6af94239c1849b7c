"""Messages to customers: drafted for all who are due, decided on by staff, sent to the shop."""
