"""Devices: phones that record for a shift. Invited, enrolled, heard of, wiped; what each made and what of it is here.

Words owned here: an *invitation* lets a phone in, a *device* is that phone for one shift, its *log* the numbered list
of the records it made, *void* a number whose record was undone before it was sent.
"""
