"""Webhooks: signed messages about events, sent to listed hosts from an outbox and retried for a day."""
