"""What people see: real browsers against a real server."""
