"""Every address of the installation."""

from django.urls import include, path

from wanjia.api.root import api
from wanjia.field.api import router as records
from wanjia.field.devices import router as phones
from wanjia.labs.api import router as labs

api.add_router("", records)
api.add_router("", labs)
api.add_router("", phones)

urlpatterns = [
    path("api/v1/", api.urls),
    path("rounds/", include("wanjia.coverage.urls")),
    path("cards/", include("wanjia.cards.urls")),
    path("devices/", include("wanjia.devices.urls")),
    path("testing/", include("wanjia.testing.urls")),
    path("chain/", include("wanjia.logistics.urls")),
    path("isolation/", include("wanjia.isolation.urls")),
    path("labs/", include("wanjia.labs.urls")),
    path("notices/", include("wanjia.notices.urls")),
    path("cases/", include("wanjia.cases.urls")),
    path("needs/", include("wanjia.needs.urls")),
    path("supplies/", include("wanjia.supplies.urls")),
    path("field/", include("wanjia.field.urls")),
    path("me/", include("wanjia.me.urls")),
    path("", include("wanjia.web.urls")),
    path("", include("wanjia.roster.urls")),
]

handler404 = "wanjia.web.errors.not_found"
handler403 = "wanjia.web.errors.forbidden"
handler500 = "wanjia.web.errors.broken"
