from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Registers the app, and hands the frame its tasks, its search and the trail's sentences."""

    name = "mithaq.apps.plans"
    label = "plans"

    def ready(self) -> None:
        """What the frame of every page asks of plans."""
        from mithaq.apps.audit import sentences
        from mithaq.apps.plans import hooks
        from mithaq.web import shell

        sentences.register_all(hooks.SENTENCES)
        shell.hooks.tasks.append(hooks.tasks_of)
        shell.hooks.search.append(hooks.find_plans)
