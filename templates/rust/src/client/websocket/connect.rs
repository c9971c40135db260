//! From a url to an open WebSocket, or in words why there is none and what to do.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{self, ClientConfig, RootCertStore};
use tokio_tungstenite::client_async_with_config;
use tokio_tungstenite::tungstenite::Error;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::handshake::client::Request;
use tokio_tungstenite::tungstenite::http::header::{AUTHORIZATION, HeaderValue};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use super::Stream;
use crate::client::config::{CodexConfig, Endpoint, endpoint};
use crate::client::display::seconds;
use crate::client::error::{ConfigError, ConnectError, StartError};
use crate::client::lines::LONGEST_LINE;

/// What carries a WebSocket.
pub(super) trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// Why there is no socket, in words, and what to do about it.
struct Refusal {
    reason: String,
    advice: Option<&'static str>,
}

/// Opens a WebSocket to the endpoint of a configuration.
pub(super) async fn open(config: &CodexConfig) -> Result<Stream, StartError> {
    let url = config.url.as_deref().unwrap_or_default();
    let limit = config.start_timeout;
    let opened = match timeout(limit, handshake(url, config.auth_token.as_deref())).await {
        Ok(opened) => opened,
        Err(_) => Err(Refusal {
            reason: format!("it did not open a WebSocket within {}", seconds(limit)),
            advice: Some(
                "check that an app-server listens there, or give it more time with CodexConfig::start_timeout",
            ),
        }),
    };
    opened.map_err(|refusal| match refusal.advice {
        Some(advice) => ConnectError::advising(url, refusal.reason, advice).into(),
        None => ConnectError::of(url, refusal.reason).into(),
    })
}

async fn handshake(url: &str, token: Option<&str>) -> Result<Stream, Refusal> {
    let endpoint = endpoint(url).map_err(bad_url)?;
    let request = request(url, &endpoint, token)?;
    let socket = socket(url, &endpoint, &request).await?;
    let limits = WebSocketConfig::default()
        .max_message_size(Some(LONGEST_LINE))
        .max_frame_size(Some(LONGEST_LINE))
        .read_buffer_size(1 << 16);
    match client_async_with_config(request, socket, Some(limits)).await {
        Ok((stream, _)) => Ok(stream),
        Err(error) => Err(refused(&error, token.is_some())),
    }
}

fn request(url: &str, endpoint: &Endpoint, token: Option<&str>) -> Result<Request, Refusal> {
    let address = if endpoint.scheme == "unix" { "ws://localhost/" } else { url };
    let mut request = address.into_client_request().map_err(|_| Refusal {
        reason: "it is no url of a WebSocket".to_owned(),
        advice: Some("correct CodexConfig::url"),
    })?;
    if let Some(token) = token {
        let mut value = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| Refusal {
            reason: "its token has characters that no HTTP header can hold".to_owned(),
            advice: Some("correct CodexConfig::auth_token"),
        })?;
        value.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, value);
    }
    Ok(request)
}

async fn socket(url: &str, endpoint: &Endpoint, request: &Request) -> Result<Box<dyn Socket>, Refusal> {
    if endpoint.scheme == "unix" {
        return unix(unquoted(url.strip_prefix("unix://").unwrap_or_default())).await;
    }
    let is_secure = endpoint.scheme == "wss";
    let port = request.uri().port_u16().unwrap_or(if is_secure { 443 } else { 80 });
    let addresses = match lookup_host((endpoint.host.as_str(), port)).await {
        Ok(addresses) => addresses.collect::<Vec<_>>(),
        Err(error) => return Err(unknown_host(&error)),
    };
    let stream = match TcpStream::connect(addresses.as_slice()).await {
        Ok(stream) => stream,
        Err(error) => return Err(unreachable(&error)),
    };
    // requests are small, and each is waited for
    let _ = stream.set_nodelay(true);
    if is_secure { secured(stream, &endpoint.host).await } else { Ok(Box::new(stream)) }
}

#[cfg(unix)]
async fn unix(path: PathBuf) -> Result<Box<dyn Socket>, Refusal> {
    match tokio::net::UnixStream::connect(path).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(unreachable(&error)),
    }
}

#[cfg(not(unix))]
async fn unix(_: PathBuf) -> Result<Box<dyn Socket>, Refusal> {
    Err(Refusal { reason: "this system has no Unix sockets".to_owned(), advice: Some("use a ws:// url") })
}

async fn secured(stream: TcpStream, host: &str) -> Result<Box<dyn Socket>, Refusal> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| no_tls(&error))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name =
        ServerName::try_from(host.to_owned()).map_err(|_| bad_url(ConfigError::new("url names no host")))?;
    match TlsConnector::from(Arc::new(config)).connect(name, stream).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidCertificate(why)) => Refusal {
                reason: format!("its certificate is not trusted: {why:?}"),
                advice: Some(
                    "name the certificate of its issuer in SSL_CERT_FILE, or correct CodexConfig::url",
                ),
            },
            Some(error) => no_tls(error),
            None => no_tls(&error),
        }),
    }
}

fn no_tls(error: &dyn std::error::Error) -> Refusal {
    Refusal {
        reason: format!("no TLS connection comes about: {error}"),
        advice: Some("write ws:// for an app-server without TLS"),
    }
}

fn bad_url(error: ConfigError) -> Refusal {
    Refusal { reason: error.problem, advice: Some("correct CodexConfig::url") }
}

/// There is no connection.
fn unreachable(error: &io::Error) -> Refusal {
    Refusal { reason: words(error).to_lowercase(), advice: None }
}

/// There is no such host.
fn unknown_host(error: &io::Error) -> Refusal {
    let words = words(error);
    let why = words.strip_prefix("failed to lookup address information: ").unwrap_or(&words);
    Refusal { reason: format!("its host is not known: {why}"), advice: Some("correct CodexConfig::url") }
}

/// What the system says, without its number.
fn words(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error ").next().unwrap_or_default().to_owned()
}

/// There is a connection, and no WebSocket comes of it.
fn refused(error: &Error, has_token: bool) -> Refusal {
    let Error::Http(response) = error else {
        return Refusal { reason: "what answers there does not speak WebSocket".to_owned(), advice: None };
    };
    let status = response.status().as_u16();
    match (status, has_token) {
        (401 | 403, false) => Refusal {
            reason: format!("it asks for a token (HTTP {status})"),
            advice: Some("set CodexConfig::auth_token"),
        },
        (401 | 403, true) => Refusal {
            reason: format!("it refuses the token (HTTP {status})"),
            advice: Some("set CodexConfig::auth_token to the one that it was started with"),
        },
        _ => Refusal { reason: format!("HTTP {status} was the answer, and no WebSocket"), advice: None },
    }
}

/// A path in which `%XX` stands for a byte.
fn unquoted(text: &str) -> PathBuf {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    #[cfg(unix)]
    return PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes));
    #[cfg(not(unix))]
    return PathBuf::from(String::from_utf8_lossy(&bytes).into_owned());
}
