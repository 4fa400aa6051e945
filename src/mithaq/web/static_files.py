"""Files given out as they are: a name with a hash of the content, which browsers keep for ever."""

from urllib.parse import unquote

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Hashed names once `collectstatic` wrote its list; plain names before, in tests for example."""

    def stored_name(self, name: str) -> str:
        """The name to serve: a file that is not in the list goes by its own name."""
        found: str = self.hashed_files.get(self.hash_key(self.clean_name(unquote(name))), name)
        return found
