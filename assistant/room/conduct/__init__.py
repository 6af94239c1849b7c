"""Who answers in a room: the assistant, a person of staff, or both together; and staff's words."""
