"""What the rules read in a text: no store, no model, no clock."""
