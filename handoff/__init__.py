"""The domain: conversations between customers, AI and humans. True without a browser."""
