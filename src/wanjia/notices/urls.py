"""Addresses of the pages on notices, below /notices/."""

from django.urls import path

from wanjia.notices.pages import channels, groups, one, overview, reaching, telling, writing

app_name = "notices"
urlpatterns = [
    path("", overview.notices, name="notices"),
    path("new/", writing.new, name="new"),
    path("groups/", groups.directory, name="groups"),
    path("groups/<uuid:group_id>/", groups.group, name="group"),
    path("groups/<uuid:group_id>/check/", groups.check, name="check"),
    path("groups/<uuid:group_id>/close/", groups.close, name="close"),
    path("<uuid:notice_id>/", one.notice, name="notice"),
    path("<uuid:notice_id>/replace/", writing.replace, name="replace"),
    path("<uuid:notice_id>/withdraw/", one.withdraw, name="withdraw"),
    path("<uuid:notice_id>/print/", one.print_notice, name="print"),
    path("<uuid:notice_id>/channels/", channels.channels, name="channels"),
    path("<uuid:notice_id>/script/", channels.script, name="script"),
    path("<uuid:notice_id>/told/", telling.told, name="told"),
    path("<uuid:notice_id>/tell/", telling.tell, name="tell"),
    path("<uuid:notice_id>/reach/", reaching.reach, name="reach"),
    path("<uuid:notice_id>/paste/", reaching.paste, name="paste"),
    path("<uuid:notice_id>/broadcast/", reaching.broadcast, name="broadcast"),
    path("<uuid:notice_id>/text/", reaching.text, name="text"),
    path("<uuid:notice_id>/text/again/", reaching.text_again, name="text_again"),
]
