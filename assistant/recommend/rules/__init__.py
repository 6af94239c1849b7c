"""What of all that a customer may want is suggested: the shop's word and the customer's go first.

Each rule is one file. A wish that a rule holds back comes with its reason, for staff to read.
"""
