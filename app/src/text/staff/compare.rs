//! Phrases of comparing two rulebooks.

use crate::text::phrases;

phrases! {
    TAB_COMPARE: "对比", "Compare";
    FIRST: "从", "From";
    SECOND: "到", "To";
    PUBLISHED: "第 {0} 版，{1} 起", "Version {0}, from {1}";
    IN_FORCE: "第 {0} 版（现行）", "Version {0} (in force)";
    DRAFT: "草稿：{0}", "Draft: {0}";
    WITHDRAWN: "已撤回：{0}", "Withdrawn: {0}";
    CHOOSE: "选两份手册来对比", "Choose two rulebooks to compare";
    SAME: "两份手册没有差别", "The two rulebooks do not differ";
    COUNT: "{0} 处差别", "Differences: {0}";
    ADDED: "新增", "Added";
    REMOVED: "删去", "Removed";
    MOVED: "移动", "Moved";
    CHANGED: "改动", "Changed";
    MOVED_AFTER: "移到 {0} 之后", "Now after {0}";
    MOVED_FIRST: "移到最前", "Now first";
    NOTHING: "（无）", "(none)";

    TITLE: "名称", "Title";
    TABLES: "决策表", "Tables";
    RULES: "规则", "Rules";
    CATEGORIES: "类别", "Kinds";
    FACTS: "要素", "Facts";
    LADDERS: "升级路径", "Ladders";
    STAND_INS: "代管顺序", "Stand-ins";
    SERVICES: "部门服务", "Services";
    HOURS: "工作时间", "Working hours";
    YEARS: "年度", "Years";
    HOLIDAYS: "放假", "Holidays";
    MAKE_UP: "调休上班", "Worked weekends";
    SETTINGS: "设置", "Settings";
    EXAMPLES: "示例", "Examples";
    CHARTERS: "章程", "Charters";

    F_ZH: "中文", "Chinese";
    F_EN: "英文", "English";
    F_WEIGHT: "大小事", "Weight";
    F_TIER: "层级", "Level";
    F_POST: "岗位", "Post";
    F_JOINT: "会同部门", "Departments";
    F_LADDER: "路径", "Ladder";
    F_NOTE: "理由", "Because";
    F_HINT: "说明", "Help";
    F_QUESTIONS: "问题", "Questions";
    F_PARENT: "上级类别", "Above it";
    F_KIND: "取值", "Answers";
    F_RUNGS: "各级", "Rungs";
    F_INSTEAD: "代管", "Instead";
    F_HIT: "适用方式", "Which rule counts";
    F_COLUMNS: "列", "Columns";
    F_WEEKEND: "休息日", "Days off";
    F_NOTICE: "依据", "Notice";
    F_PROVISIONAL: "尚未公布", "Not announced yet";
    F_FROM: "从", "From";
    F_TO: "到", "To";
    F_VALUE: "数值", "Value";
    F_CASE: "情形", "Case";
    F_EXPECT: "应为", "Expected";
    F_RULE: "规则", "Rule";
    HIT_UNIQUE: "至多一条适用", "at most one fits";
    HIT_FIRST: "第一条适用的生效", "the first that fits";

    S_SILENCE: "无人回应多少天后结案", "Days of silence until it closes";
    S_WAIT: "等居民答复多少天", "Days to wait for the resident";
    S_RADIUS: "多少米内算可能重复", "Metres within which it may be a duplicate";
    S_DUPLICATE: "多少天内算可能重复", "Days within which it may be a duplicate";
    S_RATE: "结案后多少天内可评价", "Days in which it can be rated";
    S_GRACE: "新旧规则过渡多少天", "Days in which earlier rules still judge";
}
