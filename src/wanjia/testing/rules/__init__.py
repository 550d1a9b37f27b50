"""What the room decides, as pure values: the queue, the timetable, the pace, the numbers on labels."""
