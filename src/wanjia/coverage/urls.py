"""Addresses of the pages on rounds, below /rounds/."""

from django.urls import path

from wanjia.coverage.pages import changes, comparing, gap, paper, rounds, sheets, strangers

app_name = "coverage"
urlpatterns = [
    path("", rounds.rounds, name="rounds"),
    path("new/", rounds.open_round, name="open_round"),
    path("compare/", comparing.compare, name="compare"),
    path("<int:pk>/", rounds.show, name="round"),
    path("<int:pk>/gap/", gap.gap, name="gap"),
    path("<int:pk>/settle/", gap.settle, name="settle"),
    path("<int:pk>/undo/", gap.undo, name="undo"),
    path("<int:pk>/targets/<int:subject>/", gap.target, name="target"),
    path("<int:pk>/targets/<int:subject>/call/", gap.call, name="call"),
    path("<int:pk>/targets/<int:subject>/<slug:kind>/", gap.decide, name="decide"),
    path("<int:pk>/strangers/<int:part>/<uuid:event>/<int:position>/", strangers.stranger, name="stranger"),
    path("<int:pk>/changes/", changes.changes, name="changes"),
    path("<int:pk>/decisions/", changes.decisions, name="decisions"),
    path("<int:pk>/settled/", changes.settled, name="settled"),
    path("<int:pk>/sign/", rounds.sign, name="sign"),
    path("<int:pk>/cancel/", rounds.cancel, name="cancel"),
    path("<int:pk>/sheets/", sheets.sheets, name="sheets"),
    path("<int:pk>/paper/", paper.paper, name="paper"),
    path("<int:pk>/paper/<int:part>/<uuid:sheet_id>/", paper.enter, name="paper_sheet"),
]
