"""Addresses of the console."""

from django.urls import path

from wanjia.web import (
    account,
    account_acts,
    accounts,
    audit_log,
    building,
    desk_paper,
    emergency,
    health,
    imports,
    language,
    questions,
    rumours,
    signing,
    today,
)
from wanjia.web.chain import pages as chain
from wanjia.web.disclosure import pages as disclosure

app_name = "web"
_SHEET = "rounds/<int:pk>/desk-paper/<int:part>/<uuid:sheet_id>/"
urlpatterns = [
    path("", today.today, name="today"),
    path("sign-in/", signing.sign_in, name="sign_in"),
    path("sign-in/code/", signing.one_time_password, name="one_time_password"),
    path("language/", language.choose, name="language"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path("account/", account.account, name="account"),
    path("account/second-step/", account.second_step, name="second_step"),
    path("account/second-step/off/", account.second_step_off, name="second_step_off"),
    path("account/sign-out/", signing.sign_out, name="sign_out"),
    path("register/b/<int:key>/", building.building, name="building"),
    path("register/b/<int:key>/board/", disclosure.board, name="disclosure"),
    path("register/h/<int:household_id>/", building.household, name="household"),
    path("import/<uuid:batch_id>/undo/", imports.undo, name="undo_import"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", account_acts.make, name="new_account"),
    path("accounts/<int:account_id>/", accounts.show, name="account_of"),
    path("accounts/<int:account_id>/give/", account_acts.give, name="give_role"),
    path("accounts/<int:account_id>/help/", account_acts.help_back, name="help_back"),
    path("accounts/roles/<int:grant_id>/end/", account_acts.end, name="end_role"),
    path("chain/", chain.chain, name="chain"),
    path("chain/find/", chain.find, name="chain_find"),
    path("chain/tubes/<int:part>/<uuid:tube_id>/", chain.tube, name="tube"),
    path("emergency/", emergency.desk, name="emergency"),
    path("rumours/", rumours.rumours, name="rumours"),
    path("questions/", questions.questions, name="questions"),
    path("questions/<uuid:ticket_id>/", questions.answered_too, name="answered_too"),
    path("audit/", audit_log.audit, name="audit"),
    path("rounds/<int:pk>/desk-paper/", desk_paper.desk_paper, name="desk_paper"),
    path(f"{_SHEET}print/", desk_paper.print_blank, name="print_desk_paper"),
    path(_SHEET, desk_paper.enter, name="enter_desk_paper"),
]
