"""Addresses of the pages on supplies, below /supplies/."""

from django.urls import path

from wanjia.supplies.pages import buying, deliveries, donations, gate, quotas, stock

app_name = "supplies"
urlpatterns = [
    path("", stock.stock, name="stock"),
    path("goods/new/", stock.new_good, name="new_good"),
    path("suppliers/new/", stock.new_supplier, name="new_supplier"),
    path("suppliers/<uuid:supplier_id>/stop/", stock.stop_supplier, name="stop_supplier"),
    path("lots/new/", stock.new_lot, name="new_lot"),
    path("lots/<uuid:lot_id>/", stock.lot, name="lot"),
    path("lots/<uuid:lot_id>/move/", stock.move, name="move"),
    path("staff/", stock.staff, name="staff"),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/new/", deliveries.new_delivery, name="new_delivery"),
    path("deliveries/<uuid:delivery_id>/", deliveries.delivery, name="delivery"),
    path("deliveries/<uuid:delivery_id>/open/", deliveries.open_delivery, name="open_delivery"),
    path("deliveries/<uuid:delivery_id>/cancel/", deliveries.cancel, name="cancel"),
    path("deliveries/<uuid:delivery_id>/trips/", deliveries.send, name="send"),
    path("deliveries/<uuid:delivery_id>/left/", deliveries.remainder, name="remainder"),
    path("trips/<uuid:trip_id>/load/", deliveries.load, name="load"),
    path("trips/<uuid:trip_id>/sign/", gate.sign, name="sign"),
    path("trips/<uuid:trip_id>/on/", gate.send_on, name="send_on"),
    path("gate/", gate.gate, name="gate"),
    path("fairness/", deliveries.fairness, name="fairness"),
    path("buys/", buying.buys, name="buys"),
    path("buys/new/", buying.new_buy, name="new_buy"),
    path("buys/<uuid:buy_id>/", buying.buy, name="buy"),
    path("buys/<uuid:buy_id>/order/", buying.order, name="order"),
    path("buys/<uuid:buy_id>/paste/", buying.paste, name="paste"),
    path("buys/<uuid:buy_id>/pick/", buying.pick, name="pick"),
    path("buys/<uuid:buy_id>/arrive/", buying.arrive, name="arrive"),
    path("orders/<uuid:ordered_id>/money/", buying.money, name="money"),
    path("orders/<uuid:ordered_id>/cancel/", buying.cancel_order, name="cancel_order"),
    path("donations/", donations.donations, name="donations"),
    path("donations/new/", donations.new_offer, name="new_offer"),
    path("donations/<uuid:donation_id>/came/", donations.came, name="came"),
    path("donations/<uuid:donation_id>/allocate/", donations.allocate, name="allocate"),
    path("uses/<uuid:use_id>/", donations.hand_over, name="hand_over"),
    path("needs/new/", donations.new_need, name="new_need"),
    path("quotas/", quotas.quotas, name="quotas"),
    path("quotas/new/", quotas.new_quota, name="new_quota"),
    path("quotas/<uuid:quota_id>/", quotas.quota, name="quota"),
    path("quotas/<uuid:quota_id>/claim/", quotas.claim, name="claim"),
    path("claims/<uuid:claim_id>/", quotas.settle_claim, name="settle_claim"),
]
