"""Importing a list of facilities: choose the file, check what it would change, apply."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mithaq.apps.accounts.access import PersonRequest, requires
from mithaq.apps.accounts.limits import limited
from mithaq.apps.accounts.matrix import Permission
from mithaq.apps.jobs.actions import start_job
from mithaq.apps.jobs.registry import SilentProgress
from mithaq.apps.territory.access import scope_paths
from mithaq.apps.territory.facility_differences import RowState, compare
from mithaq.apps.territory.facility_lists import LIMITS, read_list
from mithaq.apps.territory.forms import ListForm, import_choices
from mithaq.apps.territory.jobs import PURPOSE, choices_from, import_facilities
from mithaq.apps.territory.presenters import imports
from mithaq.core.errors import DataProblem
from mithaq.web.differences import Preview, annotated_workbook
from mithaq.web.exports import XLSX
from mithaq.web.uploads import UnusableFile, keep_upload, open_upload, read_workbook, words

# Above this many changes the import is a job that people follow.
_MOST_AT_ONCE = 300


@requires(Permission.TERRITORY_IMPORT)
@limited("upload", times=20, seconds=60)
@require_http_methods(["GET", "POST"])
def choose(request: PersonRequest) -> HttpResponseBase:
    """Choose a list; an unusable one says why and nothing is kept."""
    form = ListForm(request.POST or None, request.FILES or None)
    problems: tuple[DataProblem, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            kept = keep_upload(file, by=request.user.pk, purpose=PURPOSE, limits=LIMITS)
            read_list(read_workbook(kept.file, limits=LIMITS))
        except UnusableFile as trouble:
            problems = trouble.problems
        else:
            return redirect(f"{reverse('territory:import-check')}?{urlencode({'file': kept.token})}")
    return _chooser(request, form, problems)


@requires(Permission.TERRITORY_IMPORT)
@limited("upload", times=20, seconds=60)
@require_http_methods(["GET", "POST"])
def check(request: PersonRequest) -> HttpResponseBase:
    """What the list would change; a POST applies it, at once or as a job when it is long."""
    try:
        kept = open_upload(request.GET.get("file", ""), by=request.user.pk, purpose=PURPOSE)
        book = read_workbook(kept.file, limits=LIMITS)
        listed = read_list(book)
    except UnusableFile as trouble:
        return _chooser(request, ListForm(), trouble.problems)
    choices = import_choices(request.GET)
    found = compare(listed, choices_from(choices), scope_paths(request.user, Permission.TERRITORY_IMPORT))
    if request.method == "POST":
        return _apply(request, kept.token, kept.name, choices, found.counts)
    lines = imports.differences_of(listed, found, choices["closed"])
    if request.GET.get("annotated"):
        headers = {"Content-Disposition": content_disposition_header(True, f"{kept.name}.annotated.xlsx")}
        return HttpResponse(annotated_workbook(kept.content, book, lines), content_type=XLSX, headers=headers)
    here = request.get_full_path()
    preview = Preview(
        request,
        book,
        lines,
        imports.columns(),
        kept.token,
        confirm_url=here,
        cancel_url=reverse("territory:explorer"),
        other_file_url=reverse("territory:import"),
        notes={"new": _("facilities to open")},
    )
    context = {
        "preview": preview,
        "token": kept.token,
        "on": choices["on"],
        "questions": imports.questions_of(found, choices),
        "look_alikes": imports.look_alikes_of(found, choices),
        "closings": imports.closings_of(found, choices),
        "n_outside": len(found.of(RowState.OUTSIDE)),
        "n_past": len(found.of(RowState.PAST)),
        "n_demonstration": found.n_demonstration,
    }
    return render(request, "territory/import_check.html", context)


def _chooser(request: PersonRequest, form: ListForm, problems: Sequence[DataProblem]) -> HttpResponse:
    context = {"form": form, "problems": [(problem.where, words(problem)) for problem in problems]}
    return render(request, "territory/import.html", context, status=422 if problems or form.errors else 200)


def _apply(
    request: PersonRequest, token: str, name: str, choices: dict[str, object], counts: dict[str, int]
) -> HttpResponse:
    arguments = {"token": token, "user": request.user.pk, "choices": choices}
    if counts["new"] + counts["changed"] > _MOST_AT_ONCE:
        label = _("Import of %(file)s") % {"file": name}
        job = start_job(kind="territory.import", arguments=arguments, label=label, by=request.user)
        return redirect("jobs:detail", job.pk)
    done = import_facilities(SilentProgress(), **arguments)
    text = _("List imported: %(new)s opened, %(changed)s changed, %(closed)s closed.")
    messages.success(request, text % done)
    return redirect("territory:explorer")
