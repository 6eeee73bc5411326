"""From a client program to calls: the cases, and the protocol."""
