"""Needs (求助): one inbox for whatever residents ask for, however it comes in.

Words owned here: a *ticket* is one thing that one door asks for; a *proposed ticket* is what a chat log or another
hotline's file seems to say, until a person has looked; a *way in* is how it came (call, page, visit, chat, file);
an *outcome* is how a ticket ended and what the person was told. A ticket has an owner at every moment: the lowest
level that can serve it, climbing by its clock. Opened = open + closed by outcome.
"""
