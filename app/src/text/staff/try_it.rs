//! Phrases of trying out a rulebook and of its examples.

use crate::text::phrases;

phrases! {
    TAB_TRY: "试一试", "Try it";
    TRY: "试一试：填一种情形，看由哪条规则决定", "Try it: fill in a case and see which rule decides";
    CATEGORY: "类别", "Kind";
    MODE: "平急", "Mode";
    COMPOUND: "小区类型", "Kind of compound";
    NONE: "不是小区，或不清楚", "No compound, or not known";
    PLACE: "地点（可不选：选了才知道具体由谁负责）", "Place (only needed to see who exactly answers)";
    MOMENT: "何时上报", "When it is reported";
    BAD_MOMENT: "请选日期和时间", "Please choose a day and a time";
    CHOOSE: "先选一个类别", "Choose a kind first";
    NOTHING: "这种情形无法分派：{0}", "This case is not decided: {0}";
    RESULT: "结果", "What follows";
    RULE: "规则", "Rule";
    OPEN_RULE: "在分派表中查看这条规则", "See this rule in the table";
    WHO: "由谁负责", "Responsible";
    JOINT: "会同", "Together with";
    ACCEPT: "接单期限", "Accepted by";
    RESOLVE: "办结期限", "Resolved by";
    WHY: "为什么", "Because";
    HIGHER: "由上级负责", "A level above";
    LOWER: "由下级负责", "A level below";
    NEVER: "怎样回答都不会", "No answer leads there";
    OPEN: "组合太多，未能算出", "Too many combinations to say";
    NOT_IN_FORCE: "不是现行版本", "not the version in force";
    ANSWER_KIND: "请填写：{0}。", "Please give: {0}.";
    LEFT_OPEN: "不填", "Leave open";

    KEEP: "存为示例", "Keep as an example";
    KEEP_HINT: "以后发布前都会检查：这种情形必须仍这样分派。", "From now on nothing is published that decides this case otherwise.";
    NAME_ZH: "名称（中文）", "Name in Chinese";
    NAME_EN: "名称（英文）", "Name in English";
    NAME_MISSING: "请填名称", "Please fill in a name";
    NAME_TAKEN: "已有同名示例", "Another example has this name";
    KEPT: "示例已存入这份手册", "The example is kept with this rulebook";

    EXAMPLES: "示例", "Examples";
    EXAMPLES_HINT: "随手册保存，发布前逐一检查。", "Kept with the rulebook and checked before it is published.";
    EXAMPLES_NONE: "还没有示例", "No examples yet";
    EXAMPLES_NONE_TEXT: "试一种情形，把它存为示例。", "Try a case and keep it as an example.";
    PASSES: "符合", "As expected";
    FAILS: "不符", "Otherwise";
    SUMMARY: "{0} 个示例，{1} 个不符", "{0} examples, {1} otherwise";
    EXPECTED: "应为：{0}", "Expected: {0}";
    CAME: "实际：{0}", "Came out: {0}";
    ANYHOW: "能分派即可", "any decision";
    BY_RULE: "规则 {0}", "rule {0}";
    LADDER: "路径“{0}”", "ladder “{0}”";
    WITH: "会同 {0}", "with {0}";
    ALONE: "不会同部门", "no departments";
    TRY_THIS: "试这个", "Try this one";
    RENAME: "改名", "Rename";
    DELETE: "删除", "Delete";
    DELETE_SURE: "删除后，发布前不再检查这种情形。", "Once deleted, this case is no longer checked before publishing.";
    SAVE: "保存", "Save";
}
