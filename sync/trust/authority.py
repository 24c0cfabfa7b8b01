"""The authority that lets stations in: the province, or the hub of an office without one.

P-256 for certificates, because browsers and other TLS libraries take it; Ed25519 for stations' own keys. Its key is
sealed like every private key here; whoever loses it has all stations join anew.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.domain.trouble import CallTechnician, Refused
from sync.trust.folder import CA, CERTIFICATE, TLS_KEY, Place, keep_place
from sync.trust.keeping import keep, keep_private, kept_private, trust_folder
from sync.trust.keys import StationKey, make_key
from sync.trust.names import key_uri, role_name, station_name

CA_KEY = "ca-key.pem"
CA_YEARS, DAYS = 30, 397
EARLIER = timedelta(days=2)
"""Certificates begin earlier than now, for whoever does look at dates with a clock that is behind."""


class Authority:
    """The CA's key at work. `fingerprint`: SHA-256 (hex) of its certificate."""

    def __init__(self, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> None:
        self._certificate = certificate
        self._key = key
        self.pem = certificate.public_bytes(Encoding.PEM).decode()
        self.fingerprint = fingerprint_of(self.pem)
        self.salt = self.fingerprint

    def sign(self, data: bytes) -> bytes:
        """ECDSA over SHA-256, DER."""
        return self._key.sign(data, ec.ECDSA(SHA256()))

    def certify(self, request: str, place: Place, key_id: str, now_ms: int) -> str:
        """A certificate (PEM) for the key in a PKCS #10 request; the names are the authority's choice, not the
        request's. Raises Refused for a malformed request."""
        public = requested_key(request)
        now = datetime.fromtimestamp(now_ms / 1000, UTC)
        names: list[x509.GeneralName] = [
            x509.DNSName(station_name(place.station, place.office)),
            x509.DNSName(role_name(place.kind, place.office)),
            x509.UniformResourceIdentifier(key_uri(key_id)),
        ]
        issued = (
            _begun(station_name(place.station, place.office), self._certificate.subject, public)
            .not_valid_before(now - EARLIER)
            .not_valid_after(now + timedelta(days=DAYS))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, SHA256())
        )
        return issued.public_bytes(Encoding.PEM).decode()


def found(folder: Path, office: str, station: str, kind: str, now_ms: int) -> StationKey:
    """Makes this machine the authority: a CA, and key and certificate of its own. Returns the station's key, which
    the caller puts on the allow list. Raises Refused where there is one already."""
    if (trust_folder(folder) / CA_KEY).exists():
        raise Refused("authority-stands", "Máy này đã là máy cấp phép.", "Không cần làm gì thêm.")
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.fromtimestamp(now_ms / 1000, UTC)
    name = _name(f"motcua {office}")
    certificate = (
        _begun_with(name, name, key.public_key())
        .not_valid_before(now - EARLIER)
        .not_valid_after(now + timedelta(days=365 * CA_YEARS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    keep(folder, CA, certificate.public_bytes(Encoding.PEM))
    keep_private(folder, CA_KEY, key)  # last of the two: a cut leaves no authority rather than half of one
    own = make_key(folder)
    certify_self(folder, Authority(certificate, key), Place(office=office, station=station, kind=kind), own, now_ms)
    return own


def certify_self(folder: Path, authority: Authority, place: Place, own: StationKey, now_ms: int) -> None:
    """Gives the authority's own machine a new TLS key and certificate."""
    key, request = new_request()
    keep_private(folder, TLS_KEY, key)
    keep(folder, CERTIFICATE, authority.certify(request, place, own.key_id, now_ms).encode())
    keep_place(folder, place)


def authority_in(folder: Path) -> Authority | None:
    """The authority that this machine is; None where it is none. Raises CallTechnician for a key without its
    certificate."""
    key = kept_private(folder, CA_KEY)
    if key is None:
        return None
    try:
        certificate = x509.load_pem_x509_certificate((trust_folder(folder) / CA).read_bytes())
    except (OSError, ValueError) as broken:
        raise _broken(folder) from broken
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.public_key() != key.public_key():
        raise _broken(folder)
    return Authority(certificate, key)


def new_request() -> tuple[ec.EllipticCurvePrivateKey, str]:
    """A new TLS key and a PKCS #10 request (PEM) for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    asked = x509.CertificateSigningRequestBuilder().subject_name(_name("motcua")).sign(key, SHA256())
    return key, asked.public_bytes(Encoding.PEM).decode()


def requested_key(request: str) -> ec.EllipticCurvePublicKey:
    """The key in a PKCS #10 request (PEM) that its owner signed. Raises Refused for a malformed one."""
    try:
        asked = x509.load_pem_x509_csr(request.encode())
        public = asked.public_key()
        if asked.is_signature_valid and isinstance(public, ec.EllipticCurvePublicKey):
            return public
    except (ValueError, TypeError, UnsupportedAlgorithm) as broken:
        raise _malformed() from broken
    raise _malformed()


def is_from(ca_pem: str | bytes, signature: bytes, data: bytes) -> bool:
    """Whether the authority with this certificate signed `data`."""
    certificate = x509.load_pem_x509_certificate(ca_pem if isinstance(ca_pem, bytes) else ca_pem.encode())
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(SHA256()))
            return True
    except InvalidSignature:
        pass
    return False


def fingerprint_of(ca_pem: str) -> str:
    """SHA-256 (hex) of a certificate. Raises ValueError for a malformed one."""
    return hashlib.sha256(x509.load_pem_x509_certificate(ca_pem.encode()).public_bytes(Encoding.DER)).hexdigest()


def expires_at(certificate_pem: bytes) -> int:
    """When a certificate ends (ms)."""
    return int(x509.load_pem_x509_certificate(certificate_pem).not_valid_after_utc.timestamp() * 1000)


def _begun(name: str, issuer: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    return _begun_with(_name(name), issuer, public)


def _begun_with(subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    return builder.serial_number(x509.random_serial_number())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _malformed() -> Refused:
    return Refused("request-malformed", "Yêu cầu chứng thư sai khuôn dạng.", "Cập nhật chương trình ở máy gửi.")


def _broken(folder: Path) -> CallTechnician:
    return CallTechnician(
        "authority-damaged",
        f"Khóa và chứng thư của máy cấp phép trong {trust_folder(folder)} không khớp nhau.",
        "Chép lại thư mục này từ bản lưu; không tạo mới, nếu không mọi máy phải gia nhập lại.",
    )
