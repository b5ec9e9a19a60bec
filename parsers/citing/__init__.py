"""Citations: how provisions are written, of which Act, and what the page does with them."""
