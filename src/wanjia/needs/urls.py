"""Addresses of the pages on needs, below /needs/."""

from django.urls import path

from wanjia.needs.pages import calls, catalogue, clocks, inbox, proposals, tickets, together

app_name = "needs"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("closed/", inbox.closed, name="closed"),
    path("list/", catalogue.catalogue, name="list"),
    path("list/lead/", catalogue.lead, name="lead"),
    path("clocks/", clocks.clocks, name="clocks"),
    path("clocks/new/", clocks.new, name="new_clocks"),
    path("new/", calls.new, name="new"),
    path("new/find/", calls.find, name="find"),
    path("<uuid:ticket_id>/", tickets.ticket, name="ticket"),
    path("<uuid:ticket_id>/act/", tickets.act, name="act"),
    path("<uuid:ticket_id>/together/", together.together, name="together"),
    path("<uuid:ticket_id>/call/", tickets.call, name="call"),
    path("proposed/", proposals.proposed, name="proposed"),
    path("proposed/<uuid:proposal_id>/", proposals.decide, name="decide"),
    path("paste/", proposals.paste, name="paste"),
    path("file/", proposals.file, name="file"),
]
