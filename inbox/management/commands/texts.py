from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from inbox.management import texts


class Command(BaseCommand):
    help = "Brings the catalogues in inbox/locale up to date with what the screens say, and tells what lacks."

    def handle(self, *args: Any, **options: Any) -> None:
        for language, _ in settings.LANGUAGES:
            if language == settings.LANGUAGE_CODE:
                continue
            for path, (_, fresh) in texts.gather(language).items():
                texts.write(path, fresh)
                lacking = [message.id for message in fresh if message.id and not _whole(message.string)]
                for text in lacking:
                    self.stderr.write(f"{language}: {text}", style_func=str)
                self.stderr.write(f"{path.name}, {language}: {len(lacking)} to translate", style_func=str)


def _whole(said: Any) -> bool:
    return all(said) if isinstance(said, tuple) else bool(said)
