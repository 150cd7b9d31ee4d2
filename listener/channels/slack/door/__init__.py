"""The doors to Slack: an app's token or a webhook, what they answer, and whether they let us in."""
