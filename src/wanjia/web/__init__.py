"""The console: pages for people who work in them twelve hours a day. Layout, words and errors; no rules."""
