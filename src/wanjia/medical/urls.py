"""Addresses of the pages on medical access, below /medical/."""

from django.urls import path

from wanjia.medical.pages import hospitals, house_orders, medicine, visits

app_name = "medical"
urlpatterns = [
    path("", visits.calendar, name="calendar"),
    path("people/<int:person_id>/", visits.new_visit, name="new_visit"),
    path("visits/<uuid:visit_id>/", visits.visit, name="visit"),
    path("visits/<uuid:visit_id>/pass/", visits.green, name="pass"),
    path("courses/<uuid:course_id>/end/", visits.end_course, name="end_course"),
    path("hospitals/", hospitals.hospitals, name="hospitals"),
    path("cars/<uuid:car_id>/call/", hospitals.call_driver, name="call_driver"),
    path("medicine/", medicine.board, name="medicine"),
    path("medicine/run/", medicine.run, name="run"),
    path("medicine/people/<int:person_id>/", medicine.new_order, name="new_order"),
    path("medicine/houses/<uuid:house_id>/", house_orders.new, name="new_house_order"),
    path("medicine/lists/<uuid:list_id>/", house_orders.one, name="house_order"),
    path("medicine/orders/<uuid:medicine_id>/", medicine.order, name="order"),
]
