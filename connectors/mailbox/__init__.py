"""A mailbox that is polled over IMAP: what customers write, and the notices that services mail."""
