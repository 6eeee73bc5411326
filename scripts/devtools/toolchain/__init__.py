"""What the matrices of clients and servers share: the tools of their rows, commands and progress."""
