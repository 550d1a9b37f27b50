"""Bringing a committee's own sheet into the register.

    reading   bytes → rows of cells            headers   whose column is what
    cells     one cell → a value               rows      one row → entries, or why not
    places    names → building keys            staging   entries → rows for COPY
    outcome   what became of every row         problems  the codes, with words and advice
    report    the workbook that goes back      services  start, set_mapping, preview, commit, undo
    doubts    rows that wait for a person       resolving what somebody decides about one
    running   a whole import in one call        progress  a bar that other connections can see

Every row of the file below the header has exactly one outcome: created, updated, unchanged, queued or rejected. Blank
rows, titles, comments and sums are no data; the report names them. An empty cell says nothing and erases nothing.
"""
