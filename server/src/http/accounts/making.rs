//! A new account: read, found suitable, made.

use weft::id::PersonId;

use super::forms::NewAccount;
use crate::account::{NAME_CHARS_MAX, login_name, password_fits, phone};
use crate::http::App;
use crate::http::problem::{Failure, ProblemKind};
use crate::http::session::of_password;
use crate::store::{Account, StoreError};

/// The parts of a new account that were read and found suitable.
pub struct Sound {
    pub login: String,
    pub phone: Option<String>,
    pub name: String,
}

pub fn sound(app: &App, new: &NewAccount) -> Result<Sound, Failure> {
    let login = login_name(&new.login).ok_or(ProblemKind::BadLogin)?;
    let phone = match &new.phone {
        Some(typed) => Some(app.engine.vault().keyed("phone", &phone(typed).ok_or(ProblemKind::BadPhone)?)),
        None => None,
    };
    let name = new.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(ProblemKind::BadName.into());
    }
    if !password_fits(&new.password, &login) {
        return Err(ProblemKind::WeakPassword.into());
    }
    Ok(Sound { login, phone, name })
}

pub async fn make(
    app: &App,
    new: NewAccount,
    login: String,
    phone: Option<String>,
    name: String,
) -> Result<Account, Failure> {
    let clock = app.engine.clock();
    let account = Account {
        person: PersonId(new.person.unwrap_or_else(|| clock.new_id())),
        login,
        phone,
        name,
        password: app.passwords.hash(&**clock, new.password).await.map_err(of_password)?,
        grants: new.grants,
        disabled: false,
        created_at: app.now(),
        last_sign_in: None,
    };
    match app.engine.store().put_account(&account).await {
        Ok(()) => Ok(account),
        Err(StoreError::Taken { .. }) => Err(what_is_taken(app, &account).await),
        Err(error) => Err(Failure::internal(error)),
    }
}

async fn what_is_taken(app: &App, account: &Account) -> Failure {
    let Some(phone) = &account.phone else {
        return ProblemKind::LoginTaken.into();
    };
    match app.engine.store().account_by_phone(phone).await {
        Ok(Some(_)) => ProblemKind::PhoneTaken.into(),
        Ok(None) => ProblemKind::LoginTaken.into(),
        Err(error) => Failure::internal(error),
    }
}
