"""Addresses of the pages on laboratories, below /labs/."""

from django.urls import path

from wanjia.labs.pages import labs, rechecks, reports

app_name = "labs"
urlpatterns = [
    path("", labs.labs, name="labs"),
    path("new/", labs.new_lab, name="new_lab"),
    path("rechecks/", rechecks.rechecks, name="rechecks"),
    path("rechecks/<int:subject>/<uuid:pool_id>/told/", rechecks.told, name="told"),
    path("clusters/<uuid:cluster_id>/", rechecks.cluster, name="cluster"),
    path("loose/<uuid:loose_id>/", reports.loose, name="loose"),
    path("<uuid:lab_id>/", labs.lab, name="lab"),
    path("<uuid:lab_id>/edit/", labs.edit_lab, name="edit_lab"),
    path("<uuid:lab_id>/close/", labs.close_lab, name="close_lab"),
    path("<uuid:lab_id>/report/", reports.take_report, name="take_report"),
    path("<uuid:lab_id>/result/", reports.say_result, name="say_result"),
    path("<uuid:lab_id>/export/", reports.export, name="export"),
    path("<uuid:lab_id>/reports/<uuid:report_id>/", reports.report, name="report"),
]
