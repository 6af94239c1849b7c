"""How each product of the demo shop is drawn: one module a category, one function a product."""
