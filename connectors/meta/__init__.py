"""The kind `meta`: Facebook and Instagram, through the Graph API."""
