//! Phrases of the charters in the rulebook's editor.

use crate::text::phrases;

phrases! {
    TAB: "议事章程", "Charters";
    HINT: "决策表“proposal”说明议题由哪一级决定，那一级的章程说明怎样决定。同一级有几份时，用排在前面、适用于该小区类型的一份。", "The table “proposal” says at which level a proposal is decided; the charter of that level says how. Of several, the first that is for the kind of compound is used.";
    NONE: "还没有议事章程", "There are no charters yet";
    NONE_TEXT: "从下面的法定范本开始，再按本地情况修改。", "Begin with one that asks for just what the law does, then change it.";
    PRESETS: "从法定范本添加", "Add one from the law";
    PRESETS_HINT: "范本只写法律的最低要求，可以更严，不能更松。", "Each asks for just what the law does. A charter may ask for more, never for less.";
    USE_PRESET: "使用范本", "Use this";
    BASIS: "法律依据", "Law";
    AS_LAW: "恢复为法定要求", "Back to what the law asks";
    LAW_ASKS: "法定最低要求：{0}参与，{1}同意，提前 {2} 公告", "The law asks for at least: {0} taking part, {1} in favour, {2} of notice";
    TIER: "适用层级", "Level";
    COMPOUNDS: "适用的小区类型（都不选为全部）", "Kinds of compound (none ticked: all)";
    SUBJECTS: "受理的议题类别", "Subjects it admits";
    NO_SUBJECTS: "规则手册还没有“subject”要素，请先在“要素”中添加。", "The rulebook has no fact “subject” yet: add it among the facts.";

    WHO: "谁可以提议和附议", "Who may propose and support";
    PROPOSE: "谁可以提议", "Who may propose";
    SUPPORT: "谁可以附议", "Who may support";
    RESIDENT: "当地每个人", "Everybody there";
    POST_HOLDER: "只有任职人员", "Post holders only";
    NEEDED: "需要的附议", "Support needed";
    NEEDED_NONE: "不需要", "None";
    NEEDED_PEOPLE: "若干人", "So many people";
    NEEDED_SHARE: "有权人数的比例", "A share of those entitled";
    PEOPLE: "人数", "People";
    OBJECTORS: "多少人提出异议就退回重议", "Objections that send a decision back";

    PERIODS: "各步期限", "Periods";
    SCREEN: "受理", "Screening";
    MEND: "补正", "Mending";
    GATHER: "征集附议", "Gathering support";
    TABLE: "列入议程", "Tabling";
    SIT: "会后作出决定", "Deciding after the session";
    OBJECT: "公示异议", "Objections";
    REPORT: "执行进展报告", "Reports on the work";
    JUDGE: "评价结果", "Judging the result";

    ORDINARY: "一般事项", "Ordinary matters";
    WEIGHTY: "重大事项", "Weighty matters";
    ASSEMBLY: "由谁决定", "Who decides";
    OWNERS: "业主大会", "Owners' assembly";
    VILLAGERS: "村民会议", "Villagers' meeting";
    REPRESENTATIVES: "村民代表会议", "Villagers' representatives";
    RESIDENTS: "居民会议", "Residents' meeting";
    COUNCIL: "居民议事会", "Residents' council";
    QUORUM: "参与（占有权人数）", "Taking part, of those entitled";
    QUORUM_AREA: "参与（占专有面积）", "Taking part, of the area";
    MAJORITY: "同意（占参与人数）", "In favour, of those taking part";
    MAJORITY_AREA: "同意（占参与面积）", "In favour, of their area";
    BY_AREA: "同时按面积计算", "Count by area too";
    NOTICE: "提前公告", "Notice";
    METHOD: "表决方式", "Way of voting";
    YES_NO: "赞成、反对、弃权", "For, against, abstain";
    SINGLE: "多选一", "One of several";
    RANKED: "排序（舒尔茨法）", "In order of preference (Schulze)";
    SECRECY: "是否公开", "Secrecy";
    SECRET: "秘密投票", "Secret";
    NAMED: "记名投票", "By name";
    LATE: "离线与纸质选票", "Offline and paper votes";
    LATE_RECEIVED: "截止前收到才算", "Count if received by closing";
    LATE_CAST: "截止前投出、之后限期内收到也算", "Count if cast by closing and received soon after";
    LATE_WITHIN: "截止后收到的限期", "Received within";
    DELEGATIONS: "一人最多代几人投票", "Votes for others, at most";

    OF: "{0}：分子", "{0}: parts";
    OUT_OF: "分母", "out of";
    ABOVE: "须超过（不含本数）", "More than that";
    AT_LEAST: "{0}/{1} 以上", "at least {0}/{1}";
    MORE_THAN: "超过 {0}/{1}", "more than {0}/{1}";

    MICRO: "网格员可以决定微实事", "Grid members may decide small works";
    MICRO_ONE: "单项上限（元）", "At most for one, yuan";
    MICRO_YEAR: "全年上限（元）", "At most in a year, yuan";
    CHANGE: "查看和修改", "Read and change";
    READ: "查看", "Read";
    NEW_TITLE: "新章程", "New charter";
}
