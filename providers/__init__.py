"""Provider bios, licences and certifications."""
