"""Addresses of the pages on cards, below /cards/."""

from django.urls import path

from wanjia.cards.pages import corrections, delivering, letterhead, one, overview, printing

app_name = "cards"
urlpatterns = [
    path("", overview.cards, name="cards"),
    path("issue/", overview.issue, name="issue"),
    path("print/", printing.print_cards, name="print"),
    path("deliver/", delivering.deliver, name="deliver"),
    path("letterhead/", letterhead.letterhead, name="letterhead"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("s/<int:subject>/", one.card, name="card"),
    path("s/<int:subject>/cancel/", one.cancel, name="cancel"),
]
