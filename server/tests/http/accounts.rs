//! Accounts: the first one, and those that administrators keep.

use reqwest::StatusCode;
use serde_json::{Value, json};
use weft::actor::{Permission, Role};
use weft::id::PersonId;
use weft::sample;

use crate::harness::{PASSWORD, Server, is_problem};

#[tokio::test]
async fn the_first_administrators_token_works_exactly_once() {
    let server = Server::start().await;
    let browser = server.browser();
    let first =
        |token: &str, login: &str| json!({ "token": token, "login": login, "password": PASSWORD, "name": "管理员甲" });
    is_problem(browser.post("/api/accounts/first", &first("guess", "jia")).await, 403, "first-token-refused").await;
    let weak = json!({ "token": server.token, "login": "jiayi", "password": "short", "name": "管理员甲" });
    is_problem(browser.post("/api/accounts/first", &weak).await, 422, "weak-password").await;
    let made = browser.post("/api/accounts/first", &first(&server.token, "jiayi")).await;
    assert_eq!(made.status(), StatusCode::CREATED, "a mistake does not use the token up");
    is_problem(browser.post("/api/accounts/first", &first(&server.token, "bing")).await, 403, "first-token-refused")
        .await;
    assert_eq!(browser.sign_in("jiayi", PASSWORD).await.status(), StatusCode::OK);
    let actor = browser.actor().await;
    assert!(actor.holds(Permission::ManageAccounts, &[sample::unit_id("370")]), "for the whole county");
    assert!(!actor.holds_somewhere(Permission::ReadTicket));
}

fn member(login: &str, code: &str) -> Value {
    let grant = json!({ "role": "grid_member", "unit": sample::unit_id(code) });
    json!({ "login": login, "password": PASSWORD, "name": "网格员·王一零三", "grants": [grant] })
}

#[tokio::test]
async fn an_administrator_keeps_the_accounts_of_their_own_area_only() {
    let server = Server::start().await;
    let county = server.staff("xianguan", Role::Administrator, "370").await;
    let east = server.staff("dongguan", Role::Administrator, "370-01-01").await;
    let made = county.post("/api/accounts", &member("xi", "grid-2-1")).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let west: Value = made.json().await.unwrap();
    assert!(west.get("password").is_none());
    assert_eq!(east.post("/api/accounts", &member("dong", "grid-0-1")).await.status(), StatusCode::CREATED);
    is_problem(east.post("/api/accounts", &member("nan", "grid-2-1")).await, 403, "forbidden").await;
    let path = format!("/api/accounts/{}/disable", west["person"].as_str().unwrap());
    is_problem(east.post(&path, &json!({})).await, 404, "not-found").await;
    let logins = async |path: &str| -> Vec<String> {
        let listed: Value = east.json(path).await;
        let rows = listed["rows"].as_array().unwrap().iter();
        rows.map(|row| row["login"].as_str().unwrap().to_owned()).collect()
    };
    let all = logins("/api/accounts").await;
    assert!(["dong", "dongguan"].iter().all(|own| all.iter().any(|login| login == own)), "{all:?}");
    assert!(all.iter().all(|login| login != "xi" && login != "xianguan"), "{all:?}");
    assert_eq!(logins("/api/accounts?text=ONGGUA").await, ["dongguan"]);
    assert_eq!(logins("/api/accounts?text=xi").await, [""; 0], "not those of others either");
    assert_eq!(county.post(&path, &json!({})).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn others_may_not_touch_accounts_and_administrators_not_their_own() {
    let server = Server::start().await;
    is_problem(server.browser().get("/api/accounts").await, 401, "sign-in-required").await;
    let desk = server.staff("zhiban", Role::Desk, "370").await;
    is_problem(desk.get("/api/accounts").await, 403, "forbidden").await;
    is_problem(desk.post("/api/accounts", &member("xin", "grid-0-0")).await, 403, "forbidden").await;
    let admin = server.staff("guanliyuan", Role::Administrator, "370").await;
    let own = PersonId::named("guanliyuan");
    let raise = json!({ "grants": [{ "role": "desk", "unit": sample::unit_id("370") }] });
    is_problem(admin.put(&format!("/api/accounts/{own}/grants"), &raise).await, 403, "forbidden").await;
}

#[tokio::test]
async fn barring_ends_sessions_at_once_and_roles_change_at_once() {
    let server = Server::start().await;
    let admin = server.staff("guanliyuan", Role::Administrator, "370").await;
    let member = server.staff("wanggeyuan", Role::GridMember, "grid-0-0").await;
    let person = PersonId::named("wanggeyuan");
    let moved = json!({ "grants": [{ "role": "grid_member", "unit": sample::grid(2, 1) }] });
    assert_eq!(admin.put(&format!("/api/accounts/{person}/grants"), &moved).await.status(), StatusCode::OK);
    assert_eq!(member.actor().await.grants[0].unit, sample::grid(2, 1));
    assert_eq!(admin.post(&format!("/api/accounts/{person}/disable"), &json!({})).await.status(), StatusCode::OK);
    assert!(member.actor().await.grants.is_empty());
    is_problem(member.sign_in("wanggeyuan", PASSWORD).await, 401, "wrong-credentials").await;
    assert_eq!(admin.post(&format!("/api/accounts/{person}/enable"), &json!({})).await.status(), StatusCode::OK);
    let reset = json!({ "password": "a new long password" });
    assert_eq!(admin.put(&format!("/api/accounts/{person}/password"), &reset).await.status(), StatusCode::OK);
    assert_eq!(member.sign_in("wanggeyuan", "a new long password").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_is_unsuitable_is_said() {
    let server = Server::start().await;
    let admin = server.staff("guanliyuan", Role::Administrator, "370").await;
    assert_eq!(admin.post("/api/accounts", &member("xin", "grid-0-0")).await.status(), StatusCode::CREATED);
    let nowhere = member("hao", "no such unit");
    is_problem(admin.post("/api/accounts", &nowhere).await, 422, "unknown-unit").await;
    let with = |field: &str, value: Value| {
        let mut new = member("lingyige", "grid-0-0");
        new[field] = value;
        new
    };
    for (field, value, status, name) in [
        ("login", json!("xin"), 409, "login-taken"),
        ("login", json!("1 x"), 422, "bad-login"),
        ("phone", json!("12345"), 422, "bad-phone"),
        ("name", json!(" "), 422, "bad-name"),
        ("password", json!("short"), 422, "weak-password"),
        ("grants", json!("none"), 400, "bad-body"),
    ] {
        let answer = admin.post("/api/accounts", &with(field, value)).await;
        is_problem(answer, status, name).await;
    }
    let phone = with("phone", json!("13900000002"));
    assert_eq!(admin.post("/api/accounts", &phone).await.status(), StatusCode::CREATED);
    let mut again = phone;
    again["login"] = json!("qita");
    is_problem(admin.post("/api/accounts", &again).await, 409, "phone-taken").await;
}
