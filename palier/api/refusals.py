"""What is not understood is refused with a sentence that says what is allowed."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja.errors import ValidationError
from pydantic import BaseModel

SHOWN = 40  # characters of a value repeated back


class Refused(Exception):
    """A parameter that cannot be taken. `allowed` names what can, when that is a list."""

    def __init__(self, parameter: str, message: str, allowed: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.parameter, self.message, self.allowed = parameter, message, list(allowed)


def refusal(request: HttpRequest, refused: Refused) -> JsonResponse:
    """Answer 422 for one parameter."""
    return _answer([{"parameter": refused.parameter, "message": refused.message, "allowed": refused.allowed}])


def invalid(request: HttpRequest, problem: ValidationError) -> JsonResponse:
    """Answer 422 for values of the wrong form."""
    return _answer([_in_french(error) for error in problem.errors])


def refuse_unknown(request: HttpRequest, known: type[BaseModel] | None) -> None:
    """Raise Refused for a parameter that this address does not have, or that is given twice."""
    names = sorted(known.model_fields) if known else []
    for name in request.GET:
        if name not in names:
            raise Refused(name[:SHOWN], f"Le paramètre « {name[:SHOWN]} » n’existe pas ici.", names)
        if len(request.GET.getlist(name)) > 1:
            raise Refused(name, f"Le paramètre « {name} » est donné plusieurs fois : donnez-le une fois.")


def answer(
    value: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
) -> JsonResponse:
    """Return JSON with its accents as they are: people read it too."""
    return JsonResponse(value, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def _answer(errors: Sequence[dict[str, Any]]) -> JsonResponse:
    return answer({"detail": errors[0]["message"], "errors": list(errors)}, status=422)


def _in_french(error: dict[str, Any]) -> dict[str, Any]:
    name, context = str(error["loc"][-1]), error.get("ctx", {})
    allowed: list[str] = []
    match error["type"]:
        case "missing":
            message = f"Le paramètre « {name} » est obligatoire."
        case "greater_than_equal":
            message = f"« {name} » commence à {context['ge']}."
        case "less_than_equal":
            message = f"« {name} » s’arrête à {context['le']}."
        case "string_too_long":
            message = f"« {name} » a {context['max_length']} caractères au plus."
        case "string_too_short":
            message = f"« {name} » ne peut pas être vide."
        case "string_pattern_mismatch":
            message = f"« {name} » n’a pas la forme attendue."
            allowed = [str(context["pattern"])]
        case "bool_parsing" | "bool_type":
            message, allowed = f"« {name} » vaut « true » ou « false ».", ["true", "false"]
        case "int_parsing" | "int_type" | "int_from_float":
            message = f"« {name} » est un nombre entier."
        case "float_parsing" | "float_type" | "finite_number":
            message = f"« {name} » est un nombre, avec un point pour les décimales."
        case _:
            message = f"« {name} » n’est pas compris."
    return {"parameter": name, "message": message, "allowed": allowed}
