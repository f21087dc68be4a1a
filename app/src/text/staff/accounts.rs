//! Phrases of accounts.

use crate::text::phrases;

phrases! {
    ACCOUNTS: "账号", "Accounts";
    NEW: "新建账号", "New account";
    NEW_DONE: "账号已建立", "The account is made";
    SEARCH: "按姓名或账号查找", "Find by name or login";
    COUNT: "已列出 {0} 个", "{0} listed";
    NONE: "没有找到账号", "No account found";
    NONE_TEXT: "换一个姓名或账号试试，或新建一个账号。", "Try another name or login, or make a new account.";
    COL_NAME: "姓名", "Name";
    COL_ROLES: "岗位", "Roles";
    COL_LAST: "上次登录", "Last sign-in";
    COL_STATE: "状态", "State";
    NEVER: "从未", "never";
    HAS_PHONE: "可用手机号登录", "also by phone number";
    ACTIVE: "正常", "Active";
    DISABLED: "已停用", "Disabled";
    DISABLE: "停用", "Disable";
    DISABLE_SURE: "停用后，{0} 的所有登录立即失效。", "All sessions of {0} end at once.";
    ENABLE: "恢复", "Enable";
    PASSWORD: "重设密码", "Reset password";
    PASSWORD_NEW: "新密码", "New password";
    PASSWORD_DONE: "密码已重设，请当面告知本人", "Set. Please hand it over in person";
    ROLES: "设置岗位", "Set roles";
    ROLES_DONE: "岗位已更新", "Roles set";
    ROLE: "岗位", "Role";
    ROLE_AT: "{0} · {1}", "{0} · {1}";
    ROLE_ADD: "添加岗位", "Add a role";
    ROLE_REMOVE: "移除：{0}", "Remove: {0}";
    ROLE_NONE: "还没有岗位", "No roles";
    LOGIN: "账号", "Login";
    LOGIN_HINT: "以字母或汉字开头，不含空格。", "Begins with a letter, no spaces.";
    NAME: "姓名", "Name";
    PHONE: "手机号码", "Mobile number";
    PHONE_HINT: "可用它登录，服务器只保存加密摘要。", "Opens the account too; only a keyed hash is kept.";
    PERSON: "对应的任职人员", "The appointment it belongs to";
    PERSON_NONE: "不对应任职人员", "None";
    WHOLE_COUNTY: "全县", "Whole county";
}
