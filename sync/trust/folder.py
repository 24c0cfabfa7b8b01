"""What a station that has joined holds: its key, its place, the CA's certificate, and a certificate of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificates
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk.domain.trouble import CallTechnician
from sync.transport import Expected
from sync.trust.expecting import expected
from sync.trust.keeping import keep, pass_phrase, trust_folder
from sync.trust.keys import StationKey, own_key
from sync.trust.names import role_name

PLACE, CA, CERTIFICATE, TLS_KEY = "place.json", "ca.pem", "tls.pem", "tls-key.pem"
KEYS = "keys.json"


class Place(BaseModel):
    """Where this station stands, as the authority said. `authority` is the address at which it joined and
    `authority_name` the name in the certificate there; both empty at the authority itself."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    office: str
    station: str
    kind: str
    authority: str = ""
    authority_name: str = ""


@dataclass(frozen=True, slots=True)
class ServerTls:
    """The files with which this machine serves: a certificate chain and its key, encrypted under `password`."""

    certificate: Path
    key: Path
    password: bytes


@dataclass(frozen=True, slots=True)
class Trust:
    """A station that was let in. `folder` is that of its data."""

    folder: Path
    place: Place
    key: StationKey
    ca_file: Path
    tls: ServerTls
    revoked: set[str] = field(default_factory=set, compare=False)
    """Ids of revoked keys, as far as this station has heard."""

    def expects(self, peer: str = "") -> Expected:
        """Who must answer a line: the bearer of the certified name `peer`, usually the own office's hub."""
        return expected(self.ca_file, peer or role_name("hub", self.place.office), self.revoked.__contains__)

    @property
    def is_authority(self) -> bool:
        """Whether this machine lets others in."""
        return not self.place.authority


def load_trust(folder: Path) -> Trust | None:
    """The trust of the station with its data in `folder`; None where it was never set up.

    Raises CallTechnician when a part is missing or broken: a machine never falls back to unsigned by accident.
    """
    home = trust_folder(folder)
    if not any((home / name).exists() for name in (PLACE, CERTIFICATE)):
        return None
    key = own_key(folder)
    missing = [name for name in (CA, CERTIFICATE, TLS_KEY, PLACE) if not (home / name).exists()]
    if key is None or missing:
        raise CallTechnician(
            "trust-incomplete",
            f"Thiếu khóa hoặc chứng thư của máy trong {home}.",
            "Chép lại thư mục này từ bản lưu, hoặc xin mã mới rồi chạy: motcua join.",
        )
    for name in (CA, CERTIFICATE):
        _check_certificate(home / name)
    tls = ServerTls(home / CERTIFICATE, home / TLS_KEY, pass_phrase(folder))
    return Trust(folder, _place(home / PLACE), key, home / CA, tls)


def keep_place(folder: Path, place: Place) -> None:
    """Written last: with it the trust is set up."""
    keep(folder, PLACE, place.model_dump_json().encode())


def _place(path: Path) -> Place:
    try:
        return Place.model_validate_json(path.read_bytes())
    except ValidationError as broken:
        raise _damaged(path) from broken


def _check_certificate(path: Path) -> None:
    try:
        load_pem_x509_certificates(path.read_bytes())
    except ValueError as broken:
        raise _damaged(path) from broken


def _damaged(path: Path) -> CallTechnician:
    return CallTechnician(
        "trust-damaged", f"Tệp {path} bị hỏng.", "Chép lại từ bản lưu, hoặc xin mã mới rồi chạy: motcua join."
    )
