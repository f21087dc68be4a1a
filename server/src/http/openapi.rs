//! The interface described: OpenAPI 3.1 at `/api/openapi.json`, a readable page at `/api/docs`, and what each problem type means.

use std::fmt::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use utoipa::OpenApi;

use super::App;
use super::problem::ProblemKind;
use super::security::page_policy;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Weft 经纬",
        description = "The civic grid of a county. Errors are RFC 9457 problem details with a stable type; what a reader may not see is 404, \
                       what it sees but may not do is 403. A change needs a JSON body or the header `X-Weft: 1`, from this site's own pages.",
        license(name = "MIT OR Apache-2.0")
    ),
    servers((url = "/", description = "This server")),
    tags(
        (name = "sync", description = "Commands in, changes out"),
        (name = "query", description = "What a replica does not hold"),
        (name = "session", description = "Who am I"),
        (name = "accounts", description = "Who may sign in"),
        (name = "rules", description = "Decision tables from and to files"),
        (name = "photos", description = "Pictures of matters"),
        (name = "health", description = "For whoever runs the server"),
    )
)]
struct Head;

/// The description without its paths.
#[must_use]
pub fn head() -> utoipa::openapi::OpenApi {
    Head::openapi()
}

/// The addresses at which a description is read.
///
/// # Errors
/// When it cannot be written as JSON.
pub fn routes(document: &utoipa::openapi::OpenApi) -> serde_json::Result<Router<App>> {
    let json: Arc<str> = document.to_pretty_json()?.into();
    let page: Arc<str> = page(&serde_json::to_value(document)?).into();
    let schema = include_str!("../../../docs/rulebook.schema.json");
    let as_json = |text: Arc<str>| ([(header::CONTENT_TYPE, "application/json")], text.to_string());
    Ok(Router::new()
        .route("/api/openapi.json", get(move || async move { as_json(json) }))
        .route("/api/docs", get(move || async move { html(page.to_string()) }))
        .route(
            "/api/rulebook.schema.json",
            get(move || async move { ([(header::CONTENT_TYPE, "application/schema+json")], schema) }),
        )
        .route("/problems/{name}", get(problem)))
}

async fn problem(Path(name): Path<String>) -> Response {
    let Some(kind) = ProblemKind::named(&name) else {
        return ProblemKind::NoSuchRoute.into_response();
    };
    let (zh, en) = kind.detail();
    html(format!(
        "{HTML_HEAD}<title>{name}</title><style>{STYLE}</style><main><h1>{}</h1><p><code>{}</code> · HTTP {}</p><p>{}</p><p lang=\"en\">{}</p></main></html>",
        escaped(kind.title()),
        kind.address(),
        kind.status().as_u16(),
        escaped(zh),
        escaped(en),
    ))
}

const HTML_HEAD: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width\">";
const STYLE: &str = "body{font:1rem/1.6 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}\
    main{max-width:60rem;margin:auto;padding:1rem}h2{border-bottom:1px solid #ccc;margin-top:2.5rem}\
    code{background:#f2f2f2;padding:.1em .3em;border-radius:3px;overflow-wrap:anywhere}\
    table{border-collapse:collapse;width:100%}td,th{border:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}\
    .m{font-weight:bold;text-transform:uppercase}a{color:#0b57a4}\
    @media(prefers-color-scheme:dark){body{color:#eee;background:#111}code{background:#2a2a2a}a{color:#8bbcf0}}";

fn html(page: String) -> Response {
    let policy = page_policy(&page);
    let head =
        [(header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (header::CONTENT_SECURITY_POLICY, policy)];
    (head, page).into_response()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The readable page of a description.
fn page(document: &Value) -> String {
    let mut page = format!(
        "{HTML_HEAD}<title>Weft 经纬 API</title><style>{STYLE}</style><main><h1>{}</h1><p>{}</p>\
         <p><a href=\"/api/openapi.json\">OpenAPI 3.1</a> · <a href=\"/api/rulebook.schema.json\">规则手册 JSON Schema</a> · \
         <a href=\"#problems\">错误类型 problem types</a></p>",
        text_of(document, "/info/title"),
        text_of(document, "/info/description"),
    );
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            write_operation(&mut page, path, method, operation);
        }
    }
    page.push_str("<h2 id=\"shapes\">数据结构 Shapes</h2>");
    for (name, schema) in document["components"]["schemas"].as_object().into_iter().flatten() {
        let _ = write!(page, "<h3 id=\"{0}\">{0}</h3><p>{1}</p>", escaped(name), text_of(schema, "/description"));
        write_fields(&mut page, schema);
    }
    page.push_str("<h2 id=\"problems\">错误类型 Problem types</h2><table><tr><th>type<th>HTTP<th>含义 meaning</tr>");
    for kind in ProblemKind::ALL {
        let (zh, en) = kind.detail();
        let (address, status) = (kind.address(), kind.status().as_u16());
        let _ = write!(page, "<tr><td><code>{address}</code><td>{status}<td>{}<br>{}</tr>", escaped(zh), escaped(en));
    }
    page.push_str("</table></main></html>");
    page
}

fn text_of(value: &Value, pointer: &str) -> String {
    escaped(value.pointer(pointer).and_then(Value::as_str).unwrap_or_default())
}

fn write_operation(page: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        page,
        "<h2><span class=\"m\">{}</span> <code>{}</code></h2><p><b>{}</b></p><p>{}</p>",
        escaped(method),
        escaped(path),
        text_of(operation, "/summary"),
        text_of(operation, "/description"),
    );
    if let Some(body) = operation.pointer("/requestBody/content").and_then(Value::as_object) {
        for (media_type, content) in body {
            let _ =
                write!(page, "<p>请求 body: <code>{}</code> {}</p>", escaped(media_type), shape_of(&content["schema"]));
        }
    }
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        page.push_str("<table><tr><th>参数 parameter<th>in<th>含义 meaning</tr>");
        for parameter in parameters {
            let (name, place) = (text_of(parameter, "/name"), text_of(parameter, "/in"));
            let _ =
                write!(page, "<tr><td><code>{name}</code><td>{place}<td>{}</tr>", text_of(parameter, "/description"));
        }
        page.push_str("</table>");
    }
    page.push_str("<table><tr><th>HTTP<th>含义 meaning<th>body</tr>");
    for (status, response) in operation["responses"].as_object().into_iter().flatten() {
        let content = response["content"].as_object().into_iter().flatten().next();
        let body = content.map(|(_, content)| shape_of(&content["schema"])).unwrap_or_default();
        let _ = write!(page, "<tr><td>{}<td>{}<td>{body}</tr>", escaped(status), text_of(response, "/description"));
    }
    page.push_str("</table>");
}

fn write_fields(page: &mut String, schema: &Value) {
    page.push_str("<table><tr><th>字段 field<th>类型 type<th>含义 meaning</tr>");
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let _ = write!(
            page,
            "<tr><td><code>{}</code><td>{}<td>{}</tr>",
            escaped(name),
            shape_of(field),
            text_of(field, "/description")
        );
    }
    page.push_str("</table>");
}

/// A schema in a word or a link.
fn shape_of(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
        return format!("<a href=\"#{0}\">{0}</a>", escaped(name));
    }
    if let Some(items) = schema.get("items") {
        return format!("[{}]", shape_of(items));
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let choices: Vec<String> = choices.iter().map(shape_of).filter(|choice| !choice.is_empty()).collect();
        return choices.join(" | ");
    }
    match &schema["type"] {
        Value::String(name) => escaped(schema["format"].as_str().unwrap_or(name)),
        Value::Array(names) => {
            let names: Vec<_> = names.iter().filter_map(Value::as_str).map(escaped).collect();
            names.join(" | ")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_every_endpoint_and_every_problem() {
        let (_, document) = super::super::endpoints();
        let page = page(&serde_json::to_value(&document).unwrap());
        for path in document.paths.paths.keys() {
            assert!(page.contains(&escaped(path)), "{path}");
        }
        for kind in ProblemKind::ALL {
            assert!(page.contains(&kind.address()), "{kind:?}");
        }
        assert!(!page.contains("http://") && !page.contains("https://"), "no outside assets");
    }

    #[test]
    fn the_published_interface_changes_only_on_purpose() {
        let (_, mut document) = super::super::endpoints();
        document.info.version = "snapshot".to_owned();
        assert_eq!(serde_json::to_value(&document).unwrap()["openapi"], "3.1.0");
        insta::assert_snapshot!("openapi", document.to_pretty_json().unwrap());
    }
}
