//! TLS for clients that insist on it: a certificate authority of this computer's own, good for
//! loopback names only (RFC 5280, 4.2.1.10). Nothing is installed into the system's trust store;
//! clients are pointed at a file.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use pem::Pem;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PublicKeyData as _,
    SanType,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::error::GatewayError;
use crate::private_files::{replace, restrict_permissions};

/// Lifetime of the authority in years. Clients read its certificate from the file, so that a new
/// one costs them a restart.
const AUTHORITY_YEARS: i32 = 2;
/// Age from which the authority is made anew at a start.
const RENEWED_AFTER: TimeDelta = TimeDelta::days(640);
/// Lifetime of a server certificate, which is made anew at each start.
const SERVER_LIFETIME: TimeDelta = TimeDelta::days(390);

/// The certificate authority, and the files that clients are pointed at.
#[derive(Clone, Debug)]
pub(crate) struct Authority {
    /// File with the authority's certificate alone.
    pub(crate) certificate: PathBuf,
    /// File with the system's roots and the authority's certificate, for clients that connect to
    /// other hosts too.
    pub(crate) bundle: PathBuf,
    /// Server side of TLS, with the certificate of this start.
    pub(crate) tls: Arc<ServerConfig>,
}

impl Authority {
    /// Reads the authority from the gateway's folder, or makes one there if it is missing or
    /// broken, and issues a server certificate for this start.
    pub(crate) fn open(folder: &Path, now: DateTime<Utc>) -> Result<Self, GatewayError> {
        let certificate = folder.join("ca.pem");
        let (pem, key) = read_or_create(&certificate, &folder.join("ca-key.pem"), now)?;
        let bundle = folder.join("ca-bundle.pem");
        // With the bundle in `SSL_CERT_FILE`, this program takes the bundle itself for the system's
        // roots, and would add the authority once more at each start.
        let is_root =
            std::env::var_os("SSL_CERT_FILE").is_some_and(|file| Path::new(&file) == bundle);
        if !is_root {
            replace(&bundle, format!("{}{pem}", system_roots()).as_bytes())?;
        }
        let issuer = Issuer::new(authority(now), key);
        Ok(Self {
            certificate,
            bundle,
            tls: Arc::new(server_config(&issuer, now)?),
        })
    }
}

/// Describes the authority's certificate. As an issuer, name and key make it the same one at each
/// start, whatever the dates.
fn authority(now: DateTime<Utc>) -> CertificateParams {
    let mut authority = CertificateParams::default();
    authority
        .distinguished_name
        .push(DnType::CommonName, "fal Budget on this computer");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    // Whoever steals the key can pose as this computer, and as no other host.
    authority.name_constraints = Some(NameConstraints {
        permitted_subtrees: vec![
            GeneralSubtree::DnsName("localhost".to_owned()),
            GeneralSubtree::IpAddress(CidrSubnet::V4([127, 0, 0, 0], [255, 0, 0, 0])),
            GeneralSubtree::IpAddress(CidrSubnet::V6(Ipv6Addr::LOCALHOST.octets(), [255; 16])),
        ],
        excluded_subtrees: Vec::new(),
    });
    // From yesterday: a clock that is set back a little must not make the certificate invalid.
    let ((year, month, day), (_, last_month, last_day)) = (ymd(now - TimeDelta::days(1)), ymd(now));
    authority.not_before = rcgen::date_time_ymd(year, month, day);
    authority.not_after = rcgen::date_time_ymd(now.year() + AUTHORITY_YEARS, last_month, last_day);
    authority
}

/// Reads the authority's certificate, as PEM, and its key. Makes and writes new ones if either file
/// is missing, old or cannot be parsed, or if they do not belong together: the program may have
/// died between writing the two.
fn read_or_create(
    certificate: &Path,
    key_file: &Path,
    now: DateTime<Utc>,
) -> Result<(String, KeyPair), GatewayError> {
    let read = |file: &Path| restrict_permissions(file).and_then(|()| fs::read_to_string(file));
    if let (Ok(pem), Ok(key)) = (read(certificate), read(key_file))
        && let Ok(key) = KeyPair::from_pem(&key)
        && is_of_key(&pem, &key)
        && !is_old(certificate, now)
    {
        return Ok((pem, key));
    }
    let key = KeyPair::generate()?;
    let pem = authority(now).self_signed(&key)?.pem();
    replace(key_file, key.serialize_pem().as_bytes())?;
    replace(certificate, pem.as_bytes())?;
    Ok((pem, key))
}

/// Tells whether a certificate is of this key: it contains the public half as it is.
fn is_of_key(certificate: &str, key: &KeyPair) -> bool {
    let public = key.der_bytes();
    pem::parse(certificate).is_ok_and(|certificate| {
        let mut parts = certificate.contents().windows(public.len());
        parts.any(|part| part == public)
    })
}

fn is_old(certificate: &Path, now: DateTime<Utc>) -> bool {
    let written = fs::metadata(certificate).and_then(|file| file.modified());
    written.is_ok_and(|at| now - DateTime::<Utc>::from(at) > RENEWED_AFTER)
}

/// Issues a server certificate and configures TLS with it. Its key is stored nowhere.
fn server_config(
    issuer: &Issuer<'_, KeyPair>,
    now: DateTime<Utc>,
) -> Result<ServerConfig, GatewayError> {
    let key = KeyPair::generate()?;
    let certificate = server_certificate(now)?.signed_by(&key, issuer)?;
    // Fails if a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut tls = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    // The server speaks HTTP/1.1 only, and a client must not negotiate anything else.
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(tls)
}

/// Describes a server certificate for this computer's loopback names.
fn server_certificate(now: DateTime<Utc>) -> Result<CertificateParams, GatewayError> {
    let mut server = CertificateParams::new(vec!["localhost".to_owned()])?;
    for address in [
        IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST),
    ] {
        server.subject_alt_names.push(SanType::IpAddress(address));
    }
    server
        .distinguished_name
        .push(DnType::CommonName, "fal Budget's gateway");
    server.use_authority_key_identifier_extension = true;
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let (year, month, day) = ymd(now - TimeDelta::days(1));
    let (last_year, last_month, last_day) = ymd(now + SERVER_LIFETIME);
    server.not_before = rcgen::date_time_ymd(year, month, day);
    server.not_after = rcgen::date_time_ymd(last_year, last_month, last_day);
    Ok(server)
}

/// Converts to year, month and day. Days after the 28th become the 28th, because the same day of
/// another month or year may not exist.
fn ymd(at: DateTime<Utc>) -> (i32, u8, u8) {
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    (at.year(), small(at.month()), small(at.day().min(28)))
}

/// Returns the roots that the system trusts, as PEM (RFC 7468).
fn system_roots() -> String {
    let found = rustls_native_certs::load_native_certs().certs;
    if found.is_empty() {
        log::warn!("no roots of the system were found: the bundle has ours alone");
    }
    found
        .iter()
        .map(|root| pem::encode(&Pem::new("CERTIFICATE", root.as_ref())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn the_authority_stays_the_same_from_start_to_start() {
        let folder = tempfile::tempdir().unwrap();
        let first = Authority::open(folder.path(), now()).unwrap();
        let pem = fs::read_to_string(&first.certificate).unwrap();
        let second = Authority::open(folder.path(), now() + TimeDelta::days(400)).unwrap();
        assert_eq!(fs::read_to_string(&second.certificate).unwrap(), pem);
        let bundle = fs::read_to_string(&second.bundle).unwrap();
        assert!(bundle.ends_with(&pem) && bundle.matches(&pem).count() == 1);
    }

    #[test]
    fn a_broken_authority_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let first = Authority::open(folder.path(), now()).unwrap();
        let pem = fs::read_to_string(&first.certificate).unwrap();
        fs::write(folder.path().join("ca-key.pem"), "nonsense").unwrap();
        let second = Authority::open(folder.path(), now()).unwrap();
        assert_ne!(fs::read_to_string(&second.certificate).unwrap(), pem);
    }

    #[test]
    fn a_certificate_of_another_key_or_an_old_one_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        let first = Authority::open(folder.path(), now()).unwrap();
        let pem = || fs::read_to_string(&first.certificate).unwrap();
        let before = pem();
        Authority::open(other.path(), now()).unwrap();
        // As a crash between the two leaves them.
        fs::copy(
            other.path().join("ca-key.pem"),
            folder.path().join("ca-key.pem"),
        )
        .unwrap();
        Authority::open(folder.path(), now()).unwrap();
        let second = pem();
        assert_ne!(second, before);
        let written = fs::metadata(&first.certificate)
            .unwrap()
            .modified()
            .unwrap();
        let later = DateTime::<Utc>::from(written) + RENEWED_AFTER + TimeDelta::minutes(1);
        Authority::open(folder.path(), later).unwrap();
        assert_ne!(pem(), second);
    }

    /// Another user of this computer must not be able to sign certificates.
    #[cfg(unix)]
    #[test]
    fn the_key_is_readable_by_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let key = folder.path().join("ca-key.pem");
        let mode = || fs::metadata(&key).unwrap().permissions().mode() & 0o777;
        Authority::open(folder.path(), now()).unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
        Authority::open(folder.path(), now()).unwrap();
        assert_eq!(mode(), 0o600, "put right at the next start");
    }
}
