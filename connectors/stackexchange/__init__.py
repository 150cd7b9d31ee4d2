"""Questions and answers on a site of the Stack Exchange network; source holds the connector."""
