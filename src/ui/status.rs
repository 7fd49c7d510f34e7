//! The HTTP status of a page that could not be drawn. Does nothing in the browser.

/// Answers the running page request with this status.
pub fn set_status(code: u16) {
    #[cfg(feature = "ssr")]
    if let (Some(response), Ok(status)) =
        (leptos::context::use_context::<leptos_axum::ResponseOptions>(), axum::http::StatusCode::from_u16(code))
    {
        response.set_status(status);
    }
    // In the browser there is no answer that could carry it.
    let _ = code;
}
