"""What crosses the network when stations are let in and out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from sync.wire import Answer, Model, Name, Text, Whole

Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Signature = Annotated[str, StringConstraints(pattern=r"^(?:[0-9a-f]{2}){1,256}$")]
Pem = Annotated[str, StringConstraints(max_length=8192, pattern=r"^[ -~\r\n]*$")]
Kind = Literal["kiosk", "counter", "board", "admin", "hub"]


class Greeting(Model):
    """Who lets stations in here. `salt` stretches the code, `ca` is the authority's certificate; `by` is the office
    whose hub passes this on (absent at the authority itself)."""

    office: Name
    station: Name
    kind: Name
    salt: Text
    ca: Pem
    by: Name | Literal[""] = ""


class Knock(Model):
    """A station asks to be let in. `public` is its raw Ed25519 key, `request` a PKCS #10 request for its TLS key,
    `kind` what it wants to be (empty: whatever the code says), `proof` shows that it knows the code and which
    authority it sees."""

    code_id: Hex32
    public: Hex64
    request: Pem
    nonce: Hex32
    kind: Kind | Literal[""] = ""
    proof: Hex64


class Admitted(Model):
    """`admission` is the JSON of an Admission; `proof` shows that the authority knows the code, too."""

    admission: Annotated[str, StringConstraints(max_length=512 * 1024)]
    proof: Hex64


class KeyListForm(Model):
    """An office's allow list: the signed document, and the authority's signature in hex."""

    document: Annotated[str, StringConstraints(max_length=8 * 1024 * 1024)]
    signature: Signature


class KeyListVersion(Model):
    """The version of the list that the server holds now."""

    version: Whole


class Settings(Model):
    """What goes into a new station's configuration. Empty texts and 0 leave the usual value."""

    counter: Annotated[int, Field(ge=0, le=199, strict=True)] = 0
    profile: Text = ""
    name: Text = ""
    place: Text = ""
    hub: Text = ""
    province: Text = ""


class Admission(Model):
    """What a station is from now on, with its TLS certificate and the allow list of its office."""

    office: Name
    station: Name
    kind: Kind
    settings: Settings
    certificate: Pem
    keys: KeyListForm


class CodeWish(Model):
    """A code for one station."""

    office: Name
    station: Name
    kind: Kind
    minutes: Annotated[int, Field(ge=1, le=1440, strict=True)] = 30
    settings: Settings = Settings()


class CodeAnswer(Model):
    """The code, shown once: letters, or the QR's text. Times by the server's clock (ms)."""

    code: Text
    qr: Annotated[str, StringConstraints(max_length=2000)]
    server: Text
    fingerprint: Hex64
    at: Whole
    expires_at: Whole


class StationWish(Model):
    """One station of one office."""

    office: Name
    station: Name


class Admittance(Answer):
    """A key that was let in. Times by the server's clock (ms), 0 = none known; `certified_until` is the end of its
    certificate."""

    office: Name
    station: Name
    kind: Name
    key_id: Name
    enrolled_at: Whole
    revoked_at: Whole
    certified_until: Whole
    last_seen: Whole


class OpenCode(Answer):
    """A code that waits for its machine; the letters are nowhere."""

    office: Name
    station: Name
    kind: Name
    made_by: Text
    made_at: Whole
    expires_at: Whole


class MachineRoll(Answer):
    """Who is let in and who may come: of one office, or of all. `at` is the server's time (ms)."""

    at: Whole
    machines: list[Admittance]
    codes: list[OpenCode]


class Count(Model):
    """How many keys or codes it concerned."""

    count: Whole


class CertificateRequest(Model):
    """A new certificate for the caller's own machine."""

    request: Pem


class Certificate(Model):
    """PEM."""

    certificate: Pem
