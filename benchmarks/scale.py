"""How large the data set is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    """Numbers of rows. The same name and the same migrations mean the same rows."""

    name: str
    contacts: int
    entries: int
    salespeople: int
    # Entries of one busy contact: what the card of a contact is measured with.
    busy: int = 10_000
    only_postgresql: bool = False

    @property
    def cancellations(self) -> int:
        """Each covers some five of the canceled entries of fifty that follow one another."""
        return self.entries // 50 + 1


SCALES = {
    scale.name: scale
    for scale in (
        Scale("small", 10_000, 100_000, 20),
        Scale("default", 100_000, 1_000_000, 50),
        Scale("medium", 1_000_000, 5_000_000, 100),
        Scale("large", 1_000_000, 10_000_000, 100, only_postgresql=True),
    )
}
