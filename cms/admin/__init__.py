"""What editors see: groups, registers, listings, the deletion guard, previews and the way to the front end."""
