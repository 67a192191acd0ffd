"""The address to ask when the stream is down. The stream itself is a branch of ``config.asgi``."""

from django.urls import path

from hearten.live import views

app_name = "live"
urlpatterns = [path("poll", views.poll, name="poll")]
