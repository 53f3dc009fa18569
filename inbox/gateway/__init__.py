"""The door of the AI front ends: one protocol over WebSocket and HTTP, one code behind both."""
