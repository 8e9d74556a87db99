"""Is the service well? For load balancers and monitors; tells nothing of the data."""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from palier.core.db import replicas


@login_not_required
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when it does not; with a replica, who answers the reads of visitors."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        reads = {"reads": replicas.reads_served_by()} if replicas.is_configured() else {}
    except DatabaseError:
        return JsonResponse({"status": "error", "database": "unreachable"}, status=503)
    return JsonResponse({"status": "ok", "database": connection.vendor, **reads})
