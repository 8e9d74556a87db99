"""`/compte/mes-donnees/`, `/compte/supprimer/`: leave with one’s data, or be forgotten."""

import json

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from palier.accounts import actions as accounts
from palier.core import personal_data
from palier.web.members.mine import PAGE, signed_in


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Everything known of this person, as a JSON file with French titles."""
    found = personal_data.collect_all(signed_in(request).pk)
    response = HttpResponse(
        json.dumps(found, ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="mes-donnees-palier.json"'
    return response


@require_http_methods(PAGE)
def delete(request: HttpRequest) -> HttpResponse:
    """Ask once, with the address typed again, then forget everything."""
    user = signed_in(request)
    problem = ""
    if request.method == "POST":
        if request.POST.get("email", "").strip().lower() != user.email:
            problem = "Recopiez votre adresse de courriel telle qu’elle est écrite plus haut."
        else:
            try:
                accounts.delete_account(user=user)
            except accounts.LastOperator:
                problem = "Vous êtes le dernier opérateur : créez-en un autre d’abord."
            else:
                logout(request)
                return redirect("doors:home")
    context = {"email": user.email, "problem": problem}
    return render(request, "members/delete.html", context, status=422 if problem else 200)
