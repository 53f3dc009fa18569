"""The demo: a day at Fjell & Co, a small outdoor shop. Its people, its knowledge and its conversations."""
