"""Django, on gunicorn."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from usage import LEDGER, usage_report, valid_token

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=["django.middleware.security.SecurityMiddleware", "django.middleware.common.CommonMiddleware"],
)


@require_safe
def usage(request: HttpRequest) -> JsonResponse:
    """Returns the usage report of an account."""
    token = valid_token(request.headers.get("Authorization", ""))
    if token is None:
        return JsonResponse({"error": "Unauthorized"}, status=401)
    email = request.GET.get("email", "")
    if not email:
        return JsonResponse({"error": "Parameter email is required"}, status=400)
    if email not in LEDGER[token]:
        return JsonResponse({"error": "Account is not configured"}, status=404)
    return JsonResponse(usage_report(email, LEDGER[token][email]))


urlpatterns = [path("v1/flowmusic/accounts/usage", usage)]
application = get_wsgi_application()
