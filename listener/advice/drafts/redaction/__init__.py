"""What is hidden of a text before any other program sees it: people, and whatever leads to them."""
