"""What medical access decides, as pure values: which days, where a trip stands, who holds a book, whose money it is."""
