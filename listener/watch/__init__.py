"""Watch: health, metrics, the heartbeat, and the page that shows them."""
