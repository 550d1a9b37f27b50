"""Addresses of the pages on care, below /care/."""

from django.urls import path

from wanjia.care.pages import helpers, houses, ladders, nights, people, rules, today

app_name = "care"
urlpatterns = [
    path("", today.today, name="today"),
    path("open/", today.open_today, name="open_today"),
    path("mine/", today.mine, name="mine"),
    path("silent/", today.silent, name="silent"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.new, name="new_rule"),
    path("ladders/<uuid:ladder_id>/", ladders.ladder, name="ladder"),
    path("people/<int:person_id>/", people.person, name="person"),
    path("people/<int:person_id>/plan/", people.plan, name="plan"),
    path("people/<int:person_id>/card/", ladders.card, name="card"),
    path("people/<int:person_id>/begin/", ladders.begin, name="begin"),
    path("covers/<uuid:cover_id>/", people.cover, name="cover"),
    path("guides/<uuid:guide_id>/", people.guide, name="guide"),
    path("helpers/", helpers.helpers, name="helpers"),
    path("helpers/<uuid:volunteer_id>/", helpers.helper, name="helper"),
    path("teams/<uuid:team_id>/", helpers.team, name="team"),
    path("night/", nights.night, name="night"),
    path("night/<uuid:duty_id>/", nights.duty, name="duty"),
    path("homes/", houses.homes, name="homes"),
    path("homes/<uuid:house_id>/", houses.home, name="home"),
    path("cases/", houses.cases, name="cases"),
    path("cases/<uuid:care_case_id>/", houses.case, name="case"),
]
