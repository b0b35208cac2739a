"""Treatments, the concerns they address, and the brands and devices they use."""
