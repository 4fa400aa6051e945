from django.apps import AppConfig


class ContractsConfig(AppConfig):
    """Registers the app, and hands the frame its tasks, its search and the trail's sentences."""

    name = "mithaq.apps.contracts"
    label = "contracts"

    def ready(self) -> None:
        """What the frame of every page asks of contracts."""
        from mithaq.apps.audit import sentences
        from mithaq.apps.contracts import hooks, panels  # noqa: F401 - panels register themselves
        from mithaq.web import shell

        sentences.register_all(hooks.SENTENCES)
        shell.hooks.tasks.append(hooks.tasks_of)
        shell.hooks.search.append(hooks.find_contracts)
