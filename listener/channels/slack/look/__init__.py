"""The look of a Slack message: blocks within Slack's limits, escaped."""
