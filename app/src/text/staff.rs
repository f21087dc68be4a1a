//! Phrases of the staff pages.

use super::phrases;

pub mod accounts;
pub mod act;
#[cfg(feature = "staff")]
pub mod charters;
pub mod compare;
pub mod desk;
pub mod edit;
pub mod interchange;
pub mod kiosks;
pub mod org;
pub mod rates;
pub mod replay;
pub mod rules;
pub mod try_it;

phrases! {
    NAV_TODAY: "今日", "Today";
    NAV_GRID: "我的网格", "My grid";
    NAV_PATROL: "巡查上报", "Patrol";
    NAV_DESK: "受理台", "Desk";
    NAV_CALL: "电话登记", "Phone intake";
    NAV_PARTS: "部门会办", "Our parts";
    NAV_RATES: "统计", "Figures";
    NAV_ORG: "组织", "Units";
    NAV_RULES: "规则", "Rules";
    NAV_ACCOUNTS: "账号", "Accounts";
    NAV_KIOSKS: "终端", "Kiosks";
    NAV_LEDGER: "台账", "Ledger";
    NAV_ME: "我的", "Me";
    NO_ROLE: "这个账号还没有岗位", "This account has no role yet";
    NO_ROLE_TEXT: "请联系系统管理员为您设置岗位和单位。", "Please ask your administrator for a role at a unit.";
    NOT_YOURS: "您没有打开这一页的权限", "This page is not for your roles";
    NOT_YOURS_TEXT: "请从下面或左侧的导航进入您的页面。", "Please use the navigation to reach your pages.";

    FIRST_LINK: "首次启动？用一次性令牌创建管理员", "First start? Make the administrator with the one-time token";
    FIRST: "创建第一个管理员", "Make the first administrator";
    FIRST_LINE: "服务器第一次启动时，会打印一个一次性令牌。", "At its very first start the server prints a one-time token.";
    FIRST_TOKEN: "一次性令牌", "One-time token";
    FIRST_GO: "创建并登录", "Make and sign in";
    PASSWORD_HINT: "10 到 128 个字符，不能与账号相同。", "10 to 128 characters, not the login itself.";

    TODAY: "今日", "Today";
    TODAY_LATE: "已超时", "Overdue";
    TODAY_DUE: "今天到期", "Due today";
    TODAY_LATER: "稍后到期", "Due later";
    TODAY_WAITING: "等居民回应", "Waiting for the resident";
    TODAY_WATCH: "需要督办", "To look after";
    TODAY_NONE: "今天没有待办", "Nothing waits for you";
    TODAY_NONE_TEXT: "新的事项会自动出现在这里，没有网络时也能查看已下载的内容。", "New matters appear here by themselves. What is on this device is there without a network, too.";
    SHOW_MORE: "再显示 {0} 件", "Show {0} more";
    TODAY_LINE: "{0} 件待办，其中 {1} 件超时", "{0} to do, {1} of them overdue";
    NEW: "新", "New";
    REFRESH: "刷新", "Refresh";
    UPDATED: "已是最新", "Up to date";
    CALL: "打电话", "Call";
    CALL_WHO: "打电话给{0}", "Call {0}";

    GRID_NONE: "没有可以在地图上显示的网格", "There is no grid of yours to show";
    GRID_NONE_TEXT: "这个账号的岗位不在任何网格上。", "None of this account's roles is at a unit with grids.";
    GRID_OPEN: "{0} 件在办，点击圆点查看", "{0} open matters; tap a dot to see one";
    GRID_NO_SPOT: "另有 {0} 件没有标注位置", "{0} more have no spot on the map";
    GRID_CLEAR: "网格里没有在办的事项", "No open matters in the grid";
    GRID_MEMBERS: "岗位人员", "Who holds the posts";

    ME: "我的", "Me";
    ME_ROLES: "岗位", "Roles";
    ME_PAGES: "全部页面", "All pages";
    ME_OUT_SURE: "有 {0} 项还没有送达。退出后它们会留在本机，等您下次登录后再送出。", "{0} entries are not delivered yet. They stay on this device and are sent once you sign in again.";

    ROLE_GRID_MEMBER: "网格员", "Grid member";
    ROLE_DESK: "受理员", "Desk";
    ROLE_DEPARTMENT_DESK: "部门受理员", "Department desk";
    ROLE_COMMAND_CENTRE: "指挥中心", "Command centre";
    ROLE_RULE_KEEPER: "规则管理员", "Rule keeper";
    ROLE_RULE_APPROVER: "规则审批人", "Rule approver";
    ROLE_ORG_KEEPER: "组织管理员", "Unit keeper";
    ROLE_ADMINISTRATOR: "系统管理员", "Administrator";

    PICK_UNIT: "单位", "Unit";
    PICK_UNIT_HINT: "输入名称或代码查找", "Type a name or code";
    PICK_UNIT_NONE: "没有找到这个单位", "No such unit";
    PICK_UNIT_CLEAR: "另选单位", "Choose another unit";
    PICK_UNIT_MORE: "还有 {0} 个，请输入更多字", "{0} more: please type more";

    ACCEPT: "接单", "Accept";
    START: "开始办理", "Start work";
    RESOLVE: "办结", "Resolve";
    NOTE: "内部备注", "Internal note";
    ASK: "请居民补充", "Ask the resident";
    TRANSFER: "转交", "Hand over";
    REROUTE: "改类别重新分派", "Return for a wrong category";
    ESCALATE: "上报", "Send up";
    BRING_IN: "请部门会同", "Bring in departments";
    ANSWER_PART: "部门答复", "Department's answer";
    RELEASE_PART: "不再等部门答复", "Let a department's part go";
    MERGE: "合并", "Merge";
    OTHER_CHANGE: "其他操作", "Another change";
}
