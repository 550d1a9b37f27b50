"""One notice, written once, as each channel says it: chat, SMS, loudspeaker, LED line. Pure text from plain values.

These are the words of a Chinese street, and English beside them where somebody wrote it: content in its own language,
whatever the language of the page that shows it.
"""
