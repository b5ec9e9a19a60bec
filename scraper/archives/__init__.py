"""Web archives as ways in: what their indexes hold, and the captures themselves."""
