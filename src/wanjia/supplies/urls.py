"""Addresses of the pages on supplies, below /supplies/."""

app_name = "supplies"
urlpatterns = []
