"""Addresses of the pages on cases and transfers, below /cases/."""

from django.urls import path

from wanjia.cases.pages import cases, contacts, days, facilities, interviews, transfers

app_name = "cases"
urlpatterns = [
    path("", cases.cases, name="cases"),
    path("new/", cases.find, name="find"),
    path("new/<int:person_id>/", cases.open_, name="open"),
    path("<uuid:case_id>/", cases.case, name="case"),
    path("<uuid:case_id>/interview/", interviews.interview, name="interview"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/<uuid:contact_id>/", contacts.decide, name="decide"),
    path("exposures/", interviews.exposures, name="exposures"),
    path("exposures/export/", interviews.export_exposures, name="export_exposures"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/hold/", transfers.hold, name="hold"),
    path("transfers/assign/", transfers.assign, name="assign"),
    path("transfers/<uuid:transfer_id>/", transfers.transfer, name="transfer"),
    path("facilities/", facilities.facilities, name="facilities"),
    path("facilities/new/", facilities.new_facility, name="new_facility"),
    path("facilities/<uuid:facility_id>/", facilities.facility, name="facility"),
    path("facilities/<uuid:facility_id>/edit/", facilities.edit_facility, name="edit_facility"),
    path("stays/<uuid:stay_id>/", facilities.stay, name="stay"),
    path("vehicles/new/", facilities.new_vehicle, name="new_vehicle"),
    path("day/", days.day, name="day"),
    path("clocks/", days.clocks, name="clocks"),
]
