"""The platform: delivery, media and the content API. Nothing in it knows what a treatment is."""
