//! Phrases of the rulebook.

use crate::text::phrases;

phrases! {
    RULES: "规则手册", "Rulebook";
    IN_FORCE: "现行第 {0} 版，{1} 起生效", "Version {0} in force since {1}";
    NONE: "还没有生效的规则手册", "No rulebook is in force yet";
    NONE_TEXT: "规则管理员导入草稿、审批人发布后生效。", "A rule keeper imports a draft and an approver publishes it.";
    TAB: "看哪一部分", "Which part";
    TAB_CATEGORIES: "类别", "Kinds";
    TAB_TABLE: "分派表", "Routing";
    TAB_LADDERS: "升级路径", "Ladders";
    TAB_CALENDAR: "工作日历", "Calendar";
    TAB_DRAFTS: "草稿与发布", "Drafts";

    QUESTIONS: "{0} 个问题", "{0} questions";
    QUESTIONS_NONE: "没有附加问题", "no further questions";
    REQUIRED: "必答", "required";
    KIND_YES_NO: "是或否", "yes or no";
    KIND_RANGE: "{0} 到 {1} 的整数", "a whole number from {0} to {1}";
    KIND_DECIMAL: "{0} 到 {1} 的数，小数 {2} 位", "a number from {0} to {1}, {2} decimal places";
    KIND_DATE: "{0} 到 {1} 的日期", "a day from {0} to {1}";
    KIND_TEXT: "不超过 {0} 个字的文字", "a text of at most {0} characters";

    HIT_UNIQUE: "每种情况至多一条规则适用", "At most one rule fits any case";
    HIT_FIRST: "从上往下第一条适用的规则生效", "The first rule that fits decides";
    COL_RULE: "规则", "Rule";
    COL_OUTCOME: "分派给", "Goes to";
    COL_LADDER: "路径", "Ladder";
    COL_NOTE: "理由", "Because";
    COL_CATEGORY: "类别", "Kind";
    COL_MODE: "平急", "Mode";
    COL_COMPOUND: "小区类型", "Compound";
    COMMA: "、", ", ";
    TEST_ANY: "不限", "any";
    TEST_NOT: "除了 {0}", "not {0}";
    TEST_FROM: "≥ {0}", "≥ {0}";
    TEST_TO: "≤ {0}", "≤ {0}";
    TEST_BETWEEN: "{0} 到 {1}", "{0} to {1}";
    TEST_ABOVE: "> {0}", "> {0}";
    TEST_BELOW: "< {0}", "< {0}";
    TEST_BOTH: "{0} 且 {1}", "{0} and {1}";
    TEST_OR: " 或 ", " or ";
    TEST_KNOWN: "已填写", "any that is known";
    JOINT: "会同 {0}", "with {0}";
    FIND_RULE: "查找规则", "Find a rule";
    RULES_SHOWN: "{0} 条规则", "{0} rules";

    LADDER_ACK: "接单 {0}", "accept within {0}";
    LADDER_RESOLVE: "办结 {0}", "resolve within {0}";
    LADDER_UP: "超时上报", "goes up when time is up";
    LADDER_TOP: "最高一级", "the top";
    STAND_INS: "岗位空缺时由谁代管", "Who stands in for an empty post";
    STAND_IN_LINE: "{0}空缺，依次由 {1} 代管", "No {0}: {1}, in this order";
    MINUTES: "{0} 分钟", "{0} min";
    HOURS: "{0} 小时", "{0} h";
    DAYS: "{0} 天", "{0} days";
    WORKING_HOURS: "{0} 个工作小时", "{0} working hours";
    WORKING_DAYS: "{0} 个工作日", "{0} working days";

    HOURS_OPEN: "工作时间", "Working hours";
    HOLIDAYS: "放假", "Holidays";
    MAKE_UP: "调休上班", "Worked weekends";
    NOTICE: "依据：{0}", "By notice {0}";
    HOLIDAY_LINE: "{0} 至 {1}，共 {2} 天", "{0} to {1}, {2} days";

    DRAFTS_NONE: "没有草稿", "No drafts";
    DRAFT_IMPORT: "导入草稿（JSON）", "Import a draft (JSON)";
    DRAFT_IMPORT_HINT: "文件格式见 /api/rulebook.schema.json。导入时就会检查。", "The form is described by /api/rulebook.schema.json. It is checked at once.";
    DRAFT_UNREADABLE: "这个文件不是规则手册：{0}", "This file is not a rulebook: {0}";
    DRAFT_DONE: "草稿已保存", "The draft is kept";
    DRAFT_SEND: "保存为草稿", "Keep as a draft";
    CHECK_GOOD: "检查通过，没有发现问题", "Checked: nothing wrong was found";
    CHECK_BAD: "发现 {0} 个问题，不能发布", "{0} findings: it cannot be published";
    CHECK_ADVICE: "另有 {0} 条提示", "{0} more hints";
    CHECK_MORE: "还有 {0} 个", "{0} more";
    VERSION: "第 {0} 版", "Version {0}";
    EFFECTIVE: "{0} 起生效", "in force from {0}";
    STATE_DRAFT: "草稿", "Draft";
    STATE_WITHDRAWN: "已撤回", "Withdrawn";
    WITHDRAW: "撤回草稿", "Withdraw the draft";
    WITHDRAW_SURE: "撤回后这份草稿不再列出，也不能发布。需要时请先导出为文件。", "The draft is no longer listed and cannot be published. Save it as a file first if you need it.";
    SAVE_FILE: "导出为文件", "Save as a file";
    NO_PAST: "生效日期已经过去，请选今天或以后", "The first day has passed: choose today or later";
    NO_DRAFT: "它已经不是草稿", "It is no draft any more";
    STATE_PUBLISHED: "已发布", "Published";
    PUBLISH: "发布", "Publish";
    PUBLISH_FROM: "生效日期", "In force from";
    PUBLISH_SURE: "发布后，自生效之日起所有新事项按这一版分派。起草人和发布人必须是两个人。", "From its first day all new matters are routed by this version. Whoever drafted it cannot publish it.";
    PUBLISHED: "已发布", "Published";
    OWN_DRAFT: "这是您起草的，须由另一位审批人发布。", "You drafted it: somebody else must publish it.";
    COUNTS: "{0} 个类别，{1} 条规则，{2} 条路径", "{0} kinds, {1} rules, {2} ladders";
}
