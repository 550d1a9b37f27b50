"""Addresses of the pages on isolation, below /isolation/."""

from django.urls import path

from wanjia.isolation.pages import calendars, history, leaving, map_, orders, releases, rules, zones

app_name = "isolation"
urlpatterns = [
    path("", zones.zones, name="zones"),
    path("draw/", zones.draw, name="draw"),
    path("zones/<uuid:zone_id>/end/", zones.end_zone, name="end_zone"),
    path("events/new/", zones.event, name="event"),
    path("events/<uuid:event_id>/withdraw/", zones.withdraw, name="withdraw"),
    path("map/", map_.zone_map, name="map"),
    path("map/zones.geojson", map_.layer, name="layer"),
    path("history/", history.history, name="history"),
    path("out/", leaving.outings, name="outings"),
    path("out/<int:person>/", leaving.leave, name="leave"),
    path("out/<uuid:outing_id>/seen/", leaving.seen, name="seen"),
    path("orders/", orders.orders, name="orders"),
    path("orders/new/<int:subject>/", orders.new_order, name="new_order"),
    path("orders/<uuid:order_id>/", orders.order, name="order"),
    path("orders/<uuid:order_id>/release/", releases.certificate, name="certificate"),
    path("buildings/<int:key>/", calendars.building, name="building"),
    path("households/<int:household_id>/", calendars.household, name="household"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<int:rule_id>/", rules.rule, name="rule"),
]
