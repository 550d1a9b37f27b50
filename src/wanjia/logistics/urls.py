"""Addresses of the pages on boxes, below /chain/."""

from django.urls import path

from wanjia.logistics.pages import boxes, handing, holders, limits, losing, packing, reception

app_name = "logistics"
urlpatterns = [
    path("boxes/", boxes.boxes, name="boxes"),
    path("boxes/new/", packing.begin, name="begin"),
    path("boxes/find/", boxes.find, name="find"),
    path("boxes/<uuid:box_id>/", boxes.box, name="box"),
    path("boxes/<uuid:box_id>/pack/", packing.pack, name="pack"),
    path("boxes/<uuid:box_id>/slip/", packing.slip, name="slip"),
    path("boxes/<uuid:box_id>/paper/", handing.paper, name="paper"),
    path("boxes/<uuid:box_id>/people/", boxes.people, name="people"),
    path("boxes/<uuid:box_id>/lost/", losing.lost, name="lost"),
    path("boxes/<uuid:box_id>/take-in/", reception.take_in, name="take_in"),
    path("boxes/<uuid:box_id>/call/<uuid:holder_id>/", boxes.call_holder, name="call_holder"),
    path("hand/<slug:side>/", handing.hand, name="hand"),
    path("reception/", reception.reception, name="reception"),
    path("holders/", holders.holders, name="holders"),
    path("holders/<uuid:holder_id>/close/", holders.close_holder, name="close_holder"),
    path("limits/", limits.limits, name="limits"),
    path("limits/<int:limit_id>/", limits.decide_limit, name="decide_limit"),
]
