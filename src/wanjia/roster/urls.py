"""Addresses of the register, the imports and the export."""

from django.urls import path

from wanjia.roster.pages import doubts, exports, finding, home, imports, moving, needs, numbers, people, places

app_name = "roster"
urlpatterns = [
    path("register/", home.register, name="register"),
    path("register/search/", finding.search, name="search"),
    path("register/people/", home.people, name="people"),
    path("register/unanswered/", home.unanswered, name="unanswered"),
    path("register/compounds/new/", places.add_compound, name="add_compound"),
    path("register/c/<int:compound>/building/", places.add_building, name="add_building"),
    path("register/b/<int:key>/contact/", places.contact, name="contact"),
    path("register/b/<int:key>/contact/<str:role>/call/", numbers.call_contact, name="call_contact"),
    path("register/b/<int:key>/door/", places.add_door, name="add_door"),
    path("register/b/<int:key>/premises/", places.add_premises, name="add_premises"),
    path("register/premises/<int:premises_id>/call/", numbers.call_premises, name="call_premises"),
    path("register/h/<int:household_id>/add/", people.add, name="add_person"),
    path("register/h/<int:household_id>/flat/", places.describe, name="flat"),
    path("register/h/<int:household_id>/confirm/", places.confirm, name="confirm_household"),
    path("register/p/<int:person_id>/", people.edit, name="person"),
    path("register/p/<int:person_id>/presence/", people.presence, name="presence"),
    path("register/p/<int:person_id>/confirm/", people.confirm, name="confirm_person"),
    path("register/p/<int:person_id>/move/", moving.move, name="move"),
    path("register/p/<int:person_id>/merge/", moving.merge, name="merge"),
    path("register/p/<int:person_id>/need/", needs.add, name="need"),
    path("register/p/<int:person_id>/need/<str:kind>/end/", needs.end, name="end_need"),
    path("register/p/<int:person_id>/call/", numbers.call_person, name="call"),
    path("register/p/<int:person_id>/show/<str:field>/", numbers.show, name="show"),
    path("import/", imports.imports, name="imports"),
    path("import/new/", imports.upload, name="upload"),
    path("import/doubts/", doubts.doubts, name="doubts"),
    path("import/doubts/<int:part>/<uuid:doubt_id>/", doubts.decide, name="decide"),
    path("import/<uuid:batch_id>/", imports.batch, name="batch"),
    path("import/<uuid:batch_id>/columns/", imports.columns, name="columns"),
    path("import/<uuid:batch_id>/commit/", imports.commit, name="commit"),
    path("import/<uuid:batch_id>/report/", imports.report, name="report"),
    path("export/", exports.export, name="export"),
]
