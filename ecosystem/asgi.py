from __future__ import annotations

import gc
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ecosystem.settings")
django_application = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402  (models need the apps above)
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.urls import path  # noqa: E402

from ecosystem.feed import WorldFeed  # noqa: E402

# With a thousand sockets' objects alive, the default thresholds collect garbage several times a second for nothing.
gc.freeze()
gc.set_threshold(50_000, 20, 50)

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": AllowedHostsOriginValidator(
            AuthMiddlewareStack(URLRouter([path("ws/world/<slug:slug>/", WorldFeed.as_asgi())]))
        ),
    }
)
