//! Phrases of units, posts and appointments.

use crate::text::phrases;

phrases! {
    ORG: "组织", "Units";
    TREE: "单位树", "The tree of units";
    SEARCH: "查找单位", "Find a unit";
    FOUND_NONE: "没有找到", "Nothing found";
    FOUND_MORE: "还有 {0} 个", "{0} more";
    OPEN_BRANCH: "展开{0}", "Open {0}";
    CLOSE_BRANCH: "收起{0}", "Close {0}";
    CHOOSE: "选择一个单位", "Choose a unit";
    CHOOSE_TEXT: "在左侧展开县、镇街、社区，或按名称查找。", "Open county, town and community in the tree, or search by name.";
    NONE: "还没有单位", "No units yet";
    NONE_TEXT: "单位由服务器的导入命令建立：weft import。", "Units are made by the server's import command: weft import.";
    MISSING: "没有这个单位", "No such unit";
    CODE: "代码", "Code";
    TIER: "层级", "Tier";
    PATH: "上级", "Above";
    SINCE: "建立于", "Since";
    ENDED: "已撤销（{0}）", "Ended ({0})";
    KIND: "小区类型", "Kind of compound";
    SERVICE: "部门代号", "Service";
    BELOW: "下级单位", "Units below";
    HOLDERS: "岗位任职", "Who holds the posts";
    HOLDERS_NONE: "没有人任职", "Nobody holds a post here";
    PAST: "历任", "Earlier holders";
    FROM_TO: "{0} 至 {1}", "{0} to {1}";
    FROM_ON: "{0} 起", "since {0}";
    PUBLIC_ONLY: "这里只列出公示岗位。", "Only publicly posted posts are listed.";
    MORE_HOLDERS: "再显示 {0} 人", "Show {0} more";
    OPEN_MATTERS: "在办事项", "Open matters";

    MODE: "平急状态", "Routine or emergency";
    MODE_ROUTINE: "平时", "Routine";
    MODE_EMERGENCY: "应急", "Emergency";
    MODE_ABOVE: "上级单位已进入应急状态", "A unit above is in emergency";
    MODE_TO_EMERGENCY: "转入应急状态", "Switch to emergency";
    MODE_TO_ROUTINE: "转回平时状态", "Switch back to routine";
    MODE_SURE_ON: "{0}及其下级单位的新事项将按应急规则分派。已登记的事项不变。确定转入应急状态吗？", "New matters in {0} and below will be routed by the emergency rules. Those reported already stay as they are. Switch to emergency?";
    MODE_SURE_OFF: "{0}将恢复平时规则。确定吗？", "{0} goes back to the routine rules. Switch?";
    MODE_DONE: "状态已切换", "Switched";

    RENAME: "改名", "Rename";
    NAME_ZH: "中文名称", "Name in Chinese";
    NAME_EN: "英文名称", "Name in English";
    RENAMED: "已改名", "Renamed";
    APPOINT: "任命", "Appoint";
    APPOINT_POST: "岗位", "Post";
    APPOINT_NAME: "姓名（公示用）", "Name as posted";
    APPOINT_PHONE: "值班电话", "Duty phone";
    APPOINT_FROM: "任职日期", "From";
    APPOINT_PERSON: "人员", "Person";
    APPOINT_NEW: "新的人员", "Somebody new";
    APPOINTED: "已任命", "Appointed";
    END: "结束任职", "End it";
    END_ON: "最后一天", "Last day";
    END_SURE: "结束{0}的{1}任职。过去的责任仍可查。", "Ends {0}'s time as {1}. Past responsibility stays on record.";
    ENDED_DONE: "已结束任职", "Ended";
    BAD_DAY: "请填写日期", "Please give a date";

    NO_ENDED: "该单位已撤销", "The unit has ended";
    NO_NAME: "名称要有 1 到 {0} 个字", "A name has 1 to {0} characters";
    NO_DAYS: "结束日期早于开始日期", "It ends before it starts";
    NO_APPOINTED: "此人已在该岗位任职", "They hold this post already";
    NO_NOT_APPOINTED: "此人届时不担任该岗位", "They do not hold this post then";
    NO_SAME: "没有变化", "Nothing would change";
    NO_FULL: "任职记录已达上限 {0}", "The limit of {0} appointments is reached";

    KIND_NEW: "新建小区", "new";
    KIND_OLD: "老旧小区", "old";
    KIND_RESETTLEMENT: "回迁小区", "resettlement";
    KIND_COMMERCIAL: "商住小区", "commercial";
    KIND_VILLAGE: "村居", "village";
}
