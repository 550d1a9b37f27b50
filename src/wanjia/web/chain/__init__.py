"""Pages over all links: the board, one tube through its whole life, finding a tube, box or person."""
