//! Access control as middleware: turns foreign requests away before anything reads them, and lends
//! the run key.

use std::sync::{Arc, PoisonError, RwLock};

use axum::Extension;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use fal_budget_domain::gateway::WebOrigin;
use fal_budget_fal::Key;
use fal_budget_i18n::Localize;
use hyper::header::{AUTHORIZATION, CONTENT_SECURITY_POLICY, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use hyper::{HeaderMap, Method, StatusCode};

use super::checks::{AccessDenied, check_direct, check_fetch, check_host, check_origin};
use super::cors::{allow_origin, preflight};
use super::lent_key::LentKey;
use super::peer_credentials;
use crate::server::{CallerConnection, refuse};

/// Web pages that may use the gateway, and the run key that is lent to them.
#[derive(Clone, Debug, Default)]
pub struct PageAccess {
    /// Origins of the allowed pages.
    pub origins: Vec<WebOrigin>,
    /// Key with the scope API, for calls of these pages that bring none of their own.
    pub run_key: Option<Key>,
    /// Owners, `me`, and apps, `me/app`, that the key is sent to besides those that fal.ai lists.
    pub lend_to: Vec<String>,
}

/// The pages that may use a running gateway, as the person has chosen by now.
#[derive(Clone, Debug)]
pub(crate) struct AccessControl {
    pages: Arc<RwLock<Arc<PageAccess>>>,
}

impl AccessControl {
    /// Lets these pages in.
    pub(crate) fn new(pages: PageAccess) -> Self {
        Self {
            pages: Arc::new(RwLock::new(Arc::new(pages))),
        }
    }

    /// Lets these pages in, and no others, from the next request on.
    pub(crate) fn set(&self, pages: PageAccess) {
        *self.pages.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(pages);
    }

    fn pages(&self) -> Arc<PageAccess> {
        self.pages
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl IntoResponse for AccessDenied {
    fn into_response(self) -> Response {
        refuse(StatusCode::FORBIDDEN, &self.localized())
    }
}

/// Lets requests of programs and allowed pages through. Answers preflights of allowed pages, lends
/// them the run key, and lets them read the response.
pub(crate) async fn admit(
    State(access): State<AccessControl>,
    Extension(caller): Extension<CallerConnection>,
    mut request: Request,
    next: Next,
) -> Result<Response, AccessDenied> {
    let pages = access.pages();
    check_host(request.headers(), request.uri())?;
    check_direct(request.headers())?;
    check_fetch(request.headers())?;
    let Some(origin) = check_origin(request.headers(), &pages.origins)? else {
        return Ok(next.run(request).await);
    };
    if *request.method() == Method::OPTIONS {
        return Ok(preflight(request.headers(), &origin));
    }
    if let Some(key) = lent(&pages, request.headers(), caller) {
        request.extensions_mut().insert(key);
    }
    let mut response = next.run(request).await;
    allow_origin(response.headers_mut(), &origin);
    Ok(response)
}

/// Lets everything through but foreign pages: fal's messages come through a tunnel, under the
/// tunnel's name, and their signature admits them.
pub(crate) async fn admit_tunnel(
    State(access): State<AccessControl>,
    request: Request,
    next: Next,
) -> Result<Response, AccessDenied> {
    check_origin(request.headers(), &access.pages().origins)?;
    Ok(next.run(request).await)
}

/// Keeps a browser from taking any answer of the gateway for a page: it would be one of this
/// computer's own, beside those of other ports.
pub(crate) async fn confine(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; default-src 'none'"),
    );
    response
}

/// Returns the run key for a page's request that brings no key of its own.
fn lent(pages: &PageAccess, request: &HeaderMap, caller: CallerConnection) -> Option<LentKey> {
    let key = pages.run_key.as_ref()?;
    // Any program can send an allowed `Origin`. The key is lent only to those that could read it
    // from this user's keychain anyway.
    let is_lent = !request.contains_key(AUTHORIZATION)
        && peer_credentials::is_same_user(caller.address, caller.here);
    is_lent.then(|| LentKey::new(key.clone(), pages.lend_to.clone()))
}
