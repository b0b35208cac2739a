"""The GraphQL content API: what the apps declare, assembled, gated and served."""
