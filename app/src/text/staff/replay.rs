//! Phrases of trying rules on past matters.

use crate::text::phrases;

phrases! {
    TITLE: "在过去的事项上试算", "Try it on past matters";
    WHAT: "逐件比较：按现行规则和按这一份，各由谁承办、何时到期。只比较，不改动任何事项。",
        "Matter by matter: who would answer and until when, by the rules in force and by these. Nothing is changed.";
    PERIOD: "时间范围", "Period";
    MONTHS_3: "近 3 个月", "3 months";
    MONTHS_12: "近 12 个月", "12 months";
    EVER: "全部", "all";
    START: "开始试算", "Start";
    AGAIN: "重新试算", "Start again";
    STOP: "停止", "Stop";
    STOPPED: "已停止；以下是停止前看到的", "Stopped; below is what was seen until then";
    ONLINE_ONLY: "事项在服务器上，联网后才能试算", "Matters are on the server: this needs the network";
    BROKE_OFF: "试算中断，请重试", "It broke off: please try again";
    PROGRESS: "已看 {0} / {1} 件，{2} 件不同", "{0} of {1} looked at, {2} differ";
    PROGRESS_BAR: "试算进度", "Progress";

    NONE: "没有不同", "No difference";
    NONE_TEXT: "看过的 {0} 件事项，两份规则的处理完全一样。", "Of {0} matters both make the same.";
    NO_MATTERS: "这段时间没有事项", "No matters in this period";
    NO_MATTERS_TEXT: "换一个时间范围再试。", "Try another period.";

    DIFFERING: "不同的事项", "Matters that differ";
    OF_ALL: "共 {0} 件", "of {0}";
    LATE: "会超时的事项", "Would be late";
    LATE_HELP: "按办结时间推算", "by when they were settled";
    BEFORE: "现在 {0}，共 {1} 件已办结", "now {0}, of {1} settled";
    UNDECIDED: "无法分派", "Not decided";
    UNDECIDED_HELP: "没有规则适用、类别不存在或无人在岗", "no rule, no such kind, or nobody there";
    BEFORE_ONLY: "现在 {0}", "now {0}";
    HEAVIEST: "最忙的岗位", "Busiest post";
    HEAVIEST_LINE: "{0}；现在最多 {1}", "{0}; at most {1} now";

    KINDS: "有什么不同", "How they differ";
    K_LOST: "不再有人承办", "nobody answers any more";
    K_GAINED: "开始有人承办", "somebody answers now";
    K_NEITHER: "两份都无法分派", "decided by neither";
    K_TIER: "承办层级不同", "another level";
    K_POST: "承办岗位不同", "another post";
    K_UNIT: "承办单位不同", "another unit";
    K_HOLDER: "承办人不同", "another person";
    K_JOINT: "会办部门不同", "other departments";
    K_WEIGHT: "大小事不同", "small or big";
    K_SOONER: "期限提前", "limit sooner";
    K_LATER: "期限推后", "limit later";
    K_LATE: "由按时变超时", "in time, now late";
    K_IN_TIME: "由超时变按时", "late, now in time";

    MOVES: "承办岗位的变化", "Who answers";
    FROM: "现在", "Now";
    TO: "试算", "Then";
    COUNT: "件数", "Matters";
    NOBODY: "无人", "nobody";
    LOADS: "工作量的变化", "Load";
    POST: "岗位", "Post";
    TAKES_PART: "会办", "takes part";

    LIST: "不同的事项明细", "Matters one by one";
    ANY: "不限", "any";
    KIND: "不同之处", "Difference";
    CATEGORY: "类别", "Kind of matter";
    UNIT: "单位", "Unit";
    MATTER: "事项", "Matter";
    WITHHELD: "不在您的权限内", "not yours to see";
    SHOWN: "{0} 件；共 {1} 件不同，保留了 {2} 件", "{0} shown; {1} differ, {2} kept";
    NOTHING_FITS: "没有符合条件的事项", "Nothing fits";
    MORE: "再看 {0} 件", "{0} more";
    UNTIL: "{0}前办结", "until {0}";
}
