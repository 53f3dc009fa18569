"""The contract of the gateway, clause by clause, from outside: a real server, real sockets, real requests."""
